"""dx-kofu: what the allocation tax pays back of a body's cost of digital specialists (デジタル人材の地方交付税措置)."""

__version__ = "0.1.0"
