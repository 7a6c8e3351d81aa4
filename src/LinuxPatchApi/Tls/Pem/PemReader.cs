using System.Buffers.Text;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace LinuxPatchApi.Tls.Pem;

/// <summary>
/// The one reader of PEM files (RFC 7468). Every line that begins a block is accounted for: the block is read, or there is a finding with its
/// line. The base library's reader goes on to the next block that it understands, and what it did not understand was a revocation list or an
/// authority. Text between blocks is nobody's business (RFC 7468 section 2), a byte order mark before one either, and any line end will do.
/// </summary>
internal ref struct PemReader
{
    private const int Dashes = 5;
    private readonly ReadOnlySpan<byte> _file;
    private readonly List<PemBlock> _blocks = [];
    private readonly List<PemFinding> _findings = [];

    /// <summary>Base64 of the open block, white space left out.</summary>
    private byte[] _base64 = [];
    private int _length;
    private int _line;

    /// <summary>Label of the open block; null outside of blocks.</summary>
    private string? _label;
    private int _begin;
    private bool _isBroken;
    private bool _isEncrypted;

    /// <summary>The last line, without a line end.</summary>
    private bool _isUnended;

    /// <summary>A BEGIN that was told and not read: its END need not be told as well.</summary>
    private bool _isPassed;

    private PemReader(ReadOnlySpan<byte> file) => _file = file;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;

    private static ReadOnlySpan<byte> End => "-----END "u8;

    private static ReadOnlySpan<byte> Tail => "-----"u8;

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    public static PemContent Read(ReadOnlySpan<byte> file)
    {
        var reader = new PemReader(file);
        reader.ReadFile();
        CryptographicOperations.ZeroMemory(reader._base64);
        return new PemContent(reader._blocks, reader._findings);
    }

    private void ReadFile()
    {
        if (_file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || _file.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            _line = 1;
            Damage("the file is UTF-16; write it as plain ASCII or UTF-8");
            return;
        }
        var rest = _file;
        while (!rest.IsEmpty)
        {
            _line++;
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            _isUnended = end < 0;
            ReadLine(end < 0 ? rest : rest[..end]);
            var next = end < 0 ? rest.Length : end + (rest[end..].StartsWith("\r\n"u8) ? 2 : 1);
            rest = rest[next..];
            if (_blocks.Count == TlsLimits.MaxPemBlocks || _findings.Count == TlsLimits.MaxPemFindings)
            {
                if (rest.IndexOf(Tail) >= 0)
                {
                    Damage($"more than {TlsLimits.MaxPemBlocks} blocks or {TlsLimits.MaxPemFindings} findings; what follows is not read");
                }
                return;
            }
        }
        if (_label is not null)
        {
            AddFinding(_begin, $"a damaged PEM block: the {_label} that begins here has no end; the file is cut short", isDamage: true);
        }
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        var isFirst = true;
        for (line = Trim(line); !line.IsEmpty; isFirst = false)
        {
            line = Trim(_label is null ? ReadOutside(line, isFirst) : ReadInside(line));
        }
    }

    /// <summary>Gives back what of the line is left to read.</summary>
    private ReadOnlySpan<byte> ReadOutside(ReadOnlySpan<byte> line, bool isFirst)
    {
        var begin = line.IndexOf(Begin);
        var end = line.IndexOf(End);
        if (begin < 0 && end < 0)
        {
            ReadText(line);
            return [];
        }
        if (begin < 0 || (end >= 0 && end < begin))
        {
            if (!_isPassed)
            {
                Damage("a block ends here that has not begun");
            }
            _isPassed = false;
            var after = line[(end + End.Length)..].IndexOf(Tail);
            return after < 0 ? [] : line[(end + End.Length + after + Tail.Length)..];
        }
        if (begin > 0)
        {
            Odd("-----BEGIN does not stand at the beginning of its line, so this block is not read");
            _isPassed = true;
            return [];
        }
        if (!isFirst)
        {
            Odd("a block begins behind the end of another; the line end between them is missing");
        }
        return Open(line[Begin.Length..]);
    }

    private ReadOnlySpan<byte> Open(ReadOnlySpan<byte> line)
    {
        var tail = line.IndexOf(Tail);
        if (tail <= 0 || tail > TlsLimits.MaxPemLabel || !IsLabel(line[..tail]))
        {
            Damage("-----BEGIN without a label and five dashes behind it");
            _isPassed = true;
            return [];
        }
        _label = Encoding.ASCII.GetString(line[..tail]);
        (_begin, _length, _isBroken, _isEncrypted, _isPassed) = (_line, 0, false, false, false);
        if (_base64.Length == 0)
        {
            _base64 = new byte[_file.Length];
        }
        return line[(tail + Tail.Length)..];
    }

    private ReadOnlySpan<byte> ReadInside(ReadOnlySpan<byte> line)
    {
        var begin = line.IndexOf(Begin);
        var end = line.IndexOf(End);
        if (begin >= 0 && (end < 0 || begin < end))
        {
            Damage($"a block begins here, and the {_label} of line {_begin} has not ended");
            _label = null;
            return line[begin..];
        }
        if (end < 0)
        {
            Append(line);
            return [];
        }
        Append(line[..end]);
        return Close(line[(end + End.Length)..]);
    }

    private ReadOnlySpan<byte> Close(ReadOnlySpan<byte> line)
    {
        var label = _label!;
        _label = null;
        var tail = line.IndexOf(Tail);
        if (tail < 0)
        {
            Damage($"the end of the {label} of line {_begin} is cut short");
            return [];
        }
        if (!line[..tail].SequenceEqual(Encoding.ASCII.GetBytes(label)))
        {
            Damage($"the end of another block than the {label} of line {_begin}");
        }
        else if (!_isBroken)
        {
            Decode(label);
        }
        return line[(tail + Tail.Length)..];
    }

    private void Append(ReadOnlySpan<byte> line)
    {
        // RFC 1421 section 4.6: headers stand before the base64, in which there is no colon.
        if (_length == 0 && line.Contains((byte)':') && PemLabel.KindOf(_label!) is PemKind.PrivateKey)
        {
            _isEncrypted |= line.StartsWith("Proc-Type:"u8) && line.IndexOf("ENCRYPTED"u8) >= 0;
            return;
        }
        foreach (var one in line)
        {
            if (one is (byte)' ' or (byte)'\t')
            {
                continue;
            }
            if (!char.IsAsciiLetterOrDigit((char)one) && one is not ((byte)'+' or (byte)'/' or (byte)'='))
            {
                if (!_isBroken)
                {
                    Damage($"no base64 in the {_label} of line {_begin}");
                }
                _isBroken = true;
                return;
            }
            _base64[_length++] = one;
        }
    }

    private void Decode(string label)
    {
        var kind = _isEncrypted ? PemKind.EncryptedPrivateKey : PemLabel.KindOf(label);
        var room = new byte[Base64.GetMaxDecodedFromUtf8Length(_length)];
        var isWhole = Base64.DecodeFromUtf8(_base64.AsSpan(0, _length), room, out var taken, out var length)
            == System.Buffers.OperationStatus.Done && taken == _length && length > 0;
        var der = room[..length];
        CryptographicOperations.ZeroMemory(room);
        if (!isWhole)
        {
            AddFinding(_begin, $"the base64 of the {label} that begins here is damaged", isDamage: true);
        }
        else if (kind is not (PemKind.TrustedCertificate or PemKind.EncryptedPrivateKey) && !IsOneValue(der))
        {
            AddFinding(_begin, $"the {label} that begins here is damaged: it is not one DER value with nothing behind it", isDamage: true);
        }
        else
        {
            _blocks.Add(new PemBlock(kind, label, _begin, der));
        }
    }

    /// <summary>Text is skipped, but for what was a boundary before somebody's editor or disk changed it.</summary>
    private void ReadText(ReadOnlySpan<byte> line)
    {
        if (line.Contains((byte)0))
        {
            Damage("a nul byte; the file is damaged or not text");
            return;
        }
        if (_isUnended && Begin.StartsWith(line))
        {
            Damage("-----BEGIN is cut short");
            return;
        }
        if (IsAlmostBoundary(Encoding.Latin1.GetString(line[..Math.Min(line.Length, TlsLimits.MaxPemLabel * 2)])))
        {
            Damage("nearly the boundary of a block: -----BEGIN or -----END, a label in capitals and five dashes are needed");
        }
    }

    private static bool IsAlmostBoundary(string line)
    {
        foreach (var word in (ReadOnlySpan<string>)["BEGIN", "END"])
        {
            for (var at = line.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0;
                at = line.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
            {
                var before = line[..at].TrimEnd(' ');
                // A dash, or one of another alphabet that a word processor has made of dashes.
                var isAfterDash = before.Length > 0 && (before[^1] == '-' || before[^1] > 0x7F);
                if (isAfterDash && (before.EndsWith(new string('-', Dashes), StringComparison.Ordinal)
                    || PemLabel.Begins(line.AsSpan(at + word.Length).TrimStart(' '))))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private static bool IsLabel(ReadOnlySpan<byte> label) => label.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0;

    private static bool IsOneValue(byte[] der)
    {
        try
        {
            return AsnDecoder.TryReadEncodedValue(der, AsnEncodingRules.BER, out _, out _, out _, out var length) && length == der.Length;
        }
        catch (AsnContentException)
        {
            return false; // An indefinite length (X.690 section 8.1.3.6) without its end.
        }
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line)
    {
        line = line.Trim(" \t\v\f"u8);
        while (line.StartsWith(Mark))
        {
            line = line[Mark.Length..].TrimStart(" \t\v\f"u8);
        }
        return line;
    }

    private void Damage(string text) => AddFinding(_line, text, isDamage: true);

    private void Odd(string text) => AddFinding(_line, text, isDamage: false);

    private readonly void AddFinding(int line, string text, bool isDamage) => _findings.Add(new PemFinding(line, text, isDamage));
}
