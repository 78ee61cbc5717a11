import { z } from 'zod';

/** What the provider's process reads from its first line of standard input. */
export const providerSettingsSchema = z.object({
  port: z.number().int().positive(),
  clientId: z.string().min(1),
  audience: z.string().min(1),
  /** The client by which the laptop's own commands have tokens. */
  machine: z.object({ clientId: z.string().min(1), secret: z.string().min(16), scope: z.string().min(1) }),
  accessTokenSeconds: z.number().int().positive(),
  sessionSeconds: z.number().int().positive(),
});
export type ProviderSettings = z.infer<typeof providerSettingsSchema>;
