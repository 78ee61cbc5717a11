import type { AddressInfo } from 'node:net';
import { createServer, connect as openSocket, type Server, type Socket } from 'node:net';

/**
 * - `whole`: carries everything.
 * - `refused`: ends at once what comes.
 * - `answer-lost`: carries what is asked, and breaks when the answer comes.
 * - `stalled`: takes what comes, and nothing ever happens.
 */
export type Condition = 'whole' | 'refused' | 'answer-lost' | 'stalled';

/** A TCP connection to an HTTP endpoint that can be made to fail. */
export class BadConnection {
  condition: Condition = 'whole';
  /** How many answers were lost. */
  lost = 0;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  /** @returns the address that stands for the endpoint */
  async to(endpoint: string): Promise<string> {
    const { hostname, port } = new URL(endpoint);
    this.#server = createServer((near) => this.#carry(near, openSocket(Number(port), hostname)));
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends what stalls, so that what comes next is carried as the condition says. */
  breakAll(): void {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  async stop(): Promise<void> {
    this.breakAll();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  #carry(near: Socket, far: Socket): void {
    const end = (): void => {
      near.resetAndDestroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', end).on('close', () => {
        this.#sockets.delete(socket);
        end();
      });
    }
    near.on('data', (bytes) => {
      if (this.condition === 'refused') {
        end();
      } else if (this.condition !== 'stalled') {
        far.write(bytes);
      }
    });
    far.on('data', (bytes) => {
      if (this.condition === 'answer-lost') {
        this.lost += 1;
        end();
      } else if (this.condition !== 'stalled') {
        near.write(bytes);
      }
    });
  }
}
