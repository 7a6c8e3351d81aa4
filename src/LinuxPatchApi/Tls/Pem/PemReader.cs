using System.Buffers.Text;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace LinuxPatchApi.Tls.Pem;

/// <summary>
/// The only reader of PEM files (RFC 7468). Every line that begins a block is accounted for: the block is read, or a finding names its
/// line. The base library's reader skips what it does not understand, which has hidden a revocation list and an authority. Text between
/// blocks is ignored (RFC 7468 section 2), and so are byte order marks; any line end is accepted.
/// </summary>
internal ref struct PemReader
{
    private const int Dashes = 5;
    private readonly ReadOnlySpan<byte> _file;
    private readonly List<PemBlock> _blocks = [];
    private readonly List<PemFinding> _findings = [];

    /// <summary>Base64 of the open block without white space.</summary>
    private byte[] _base64 = [];
    private int _length;
    private int _line;

    /// <summary>Label of the open block; null outside blocks.</summary>
    private string? _label;
    private int _begin;
    private bool _isBroken;
    private bool _isEncrypted;

    /// <summary>The current line is the last one and has no line end.</summary>
    private bool _isUnended;

    /// <summary>A finding already names the BEGIN of this unread block, so that its END needs none.</summary>
    private bool _isBeginReported;

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

    /// <summary>Returns the part of the line that is still to be read.</summary>
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
            if (!_isBeginReported)
            {
                Damage("a block ends here that has not begun");
            }
            _isBeginReported = false;
            var after = line[(end + End.Length)..].IndexOf(Tail);
            return after < 0 ? [] : line[(end + End.Length + after + Tail.Length)..];
        }
        if (begin > 0)
        {
            var label = line[(begin + Begin.Length)..];
            AddFinding(
                _line, "-----BEGIN is not at the beginning of its line, so this block is not read",
                isDamage: PemLabel.Begins(Encoding.Latin1.GetString(label[..Math.Min(label.Length, TlsLimits.MaxPemLabel)])));
            _isBeginReported = true;
            return [];
        }
        if (!isFirst)
        {
            Note("a block begins on the line where another ends; the line end between them is missing");
        }
        return Open(line[Begin.Length..]);
    }

    private ReadOnlySpan<byte> Open(ReadOnlySpan<byte> line)
    {
        var tail = line.IndexOf(Tail);
        if (tail <= 0 || tail > TlsLimits.MaxPemLabel || !IsLabel(line[..tail]))
        {
            Damage("-----BEGIN without a label and five dashes behind it");
            _isBeginReported = true;
            return [];
        }
        _label = Encoding.ASCII.GetString(line[..tail]);
        (_begin, _length, _isBroken, _isEncrypted, _isBeginReported) = (_line, 0, false, false, false);
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
            Damage($"the end of a block other than the {label} of line {_begin}");
        }
        else if (!_isBroken)
        {
            Decode(label);
        }
        return line[(tail + Tail.Length)..];
    }

    private void Append(ReadOnlySpan<byte> line)
    {
        // RFC 1421 section 4.6: headers precede the base64, which never contains a colon.
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
                    Damage($"a character that is not base64 in the {_label} of line {_begin}");
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
        var buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(_length)];
        var isComplete = Base64.DecodeFromUtf8(_base64.AsSpan(0, _length), buffer, out var consumed, out var length)
            == System.Buffers.OperationStatus.Done && consumed == _length && length > 0;
        var der = buffer[..length];
        CryptographicOperations.ZeroMemory(buffer);
        if (!isComplete)
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

    /// <summary>Skips text, except for lines that look like a boundary that an editor or a disk has damaged.</summary>
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
                // A dash, or a typographic one that a word processor has put in its place.
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

    private void Note(string text) => AddFinding(_line, text, isDamage: false);

    private readonly void AddFinding(int line, string text, bool isDamage) => _findings.Add(new PemFinding(line, text, isDamage));
}
