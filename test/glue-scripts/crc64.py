"""CRC-64/NVME written plainly from its definition, to compare with what the worker computes and stores."""

from __future__ import annotations

POLYNOMIAL = 0x9A6C9329AC4BC9B5  # reflected
ALL_ONES = (1 << 64) - 1


def _entry(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (POLYNOMIAL if byte & 1 else 0)
    return byte


TABLE = [_entry(byte) for byte in range(256)]


def crc64nvme(body: bytes) -> int:
    """Give the checksum; of b"123456789" it is 0xAE8B14860A799888."""
    crc = ALL_ONES
    for byte in body:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ ALL_ONES
