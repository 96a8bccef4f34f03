"""A file to a C header with its bytes and a NUL behind them: embed.py INPUT OUTPUT NAME."""
import sys

source, target, name = sys.argv[1:]
with open(source, "rb") as f:
    data = f.read() + b"\0"
with open(target, "w", encoding="utf-8") as f:
    f.write(f"/* Made from {source.rsplit('/', 1)[-1]} by tool/embed.py. */\nstatic const char {name}[] = {{\n")
    for at in range(0, len(data), 24): # as numbers: a string of this length is longer than C promises
        f.write("    " + ", ".join(str(b - 256 if b > 127 else b) for b in data[at:at + 24]) + ",\n")
    f.write("};\n")
