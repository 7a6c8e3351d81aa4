using System.Security.Cryptography;
using System.Text;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Audit.Verification;

/// <summary>
/// Verifies the chain line by line, over all files in the order of their entries. Continues after a break, so that each is reported once.
/// Pure: lines in, findings out.
/// </summary>
internal sealed class AuditVerifier
{
    /// <summary>Characters shown of a line that is not an entry.</summary>
    private const int ShownLength = 60;

    private readonly List<AuditFinding> _findings = [];
    private readonly IncrementalHash _torn = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<AuditFinding> _tornLines = [];
    private AuditLink? _last;
    private string? _hash;
    private string _file = "";
    private long _line;

    public IReadOnlyList<AuditFinding> Findings => _findings;

    public long Entries { get; private set; }

    /// <summary>Number of the first entry; 0 before any.</summary>
    public long First { get; private set; }

    /// <summary>The end of the chain so far.</summary>
    public AuditChain Chain => new(_last?.Sequence ?? 0, _hash);

    public void BeginFile(string name) => (_file, _line) = (name, 0);

    /// <param name="line">Without its line feed.</param>
    public void Add(ReadOnlySpan<byte> line)
    {
        _line++;
        if (AuditLine.Parse(line) is not { } link)
        {
            AddTorn(line);
            return;
        }

        CheckTorn(link);
        if (_last is null)
        {
            First = link.Sequence;
            if (link.Sequence == 1 && link.Previous is not null)
            {
                Break(_line, $"hash of the line before entry 1: expected none, found {link.Previous}");
            }
        }
        else
        {
            CheckLink(_last, link);
        }

        if (link.IsBreak)
        {
            _findings.Add(new AuditFinding(_file, _line, false, $"entry {link.Sequence}, by the agent: {Show(line)}"));
        }

        Entries++;
        _last = link;
        _hash = AuditLine.Hash(line);
    }

    /// <summary>Finishes the verification.</summary>
    /// <param name="isLastComplete">False when the last file does not end with a line feed.</param>
    public void End(bool isLastComplete)
    {
        // The agent may be writing this line now; if it was interrupted, its next start records that.
        if (!isLastComplete && _tornLines.Count > 0)
        {
            var last = _tornLines[^1];
            _tornLines.RemoveAt(_tornLines.Count - 1);
            _findings.Add(new AuditFinding(
                last.File, last.Line, false, "the last line is not complete: it is being written, or the agent was interrupted"));
        }

        BreakAtTorn();
    }

    private void CheckLink(AuditLink last, AuditLink link)
    {
        if (link.Sequence != last.Sequence + 1)
        {
            var what = link.Sequence > last.Sequence + 1
                ? $"entries {last.Sequence + 1} to {link.Sequence - 1} are missing"
                : "out of order or repeated";
            Break(_line, $"number of the entry: expected {last.Sequence + 1}, found {link.Sequence} ({what})");
        }

        if (link.Previous != _hash)
        {
            Break(
                _line,
                $"hash of the line before entry {link.Sequence}: expected {_hash}, found {link.Previous ?? "none"} "
                    + "(the line before was changed, or this one)");
        }
    }

    private void AddTorn(ReadOnlySpan<byte> line)
    {
        if (_tornLines.Count > 0)
        {
            _torn.AppendData("\n"u8);
        }

        _torn.AppendData(line);
        var expected = (_last?.Sequence ?? 0) + 1;
        _tornLines.Add(new AuditFinding(_file, _line, true, $"not an entry: expected entry {expected}, found {Show(line)}"));
    }

    /// <summary>Lines that are not entries are no break when the next entry is the agent's own report of exactly these lines.</summary>
    private void CheckTorn(AuditLink link)
    {
        if (_tornLines.Count == 0)
        {
            return;
        }

        var hash = Convert.ToHexStringLower(_torn.GetHashAndReset());
        if (link.IsBreak && link.TornSha256 == hash)
        {
            var first = _tornLines[0];
            _findings.Add(new AuditFinding(
                first.File, first.Line, false, $"{_tornLines.Count} torn line(s), reported by the agent in entry {link.Sequence}"));
            _tornLines.Clear();
        }

        BreakAtTorn();
    }

    private void BreakAtTorn()
    {
        _findings.AddRange(_tornLines);
        _tornLines.Clear();
    }

    private void Break(long line, string text) => _findings.Add(new AuditFinding(_file, line, true, text));

    private static string Show(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, 4 * ShownLength)]);
        return $"'{OneLine.Of(text, ShownLength, "...", '?')}'";
    }
}
