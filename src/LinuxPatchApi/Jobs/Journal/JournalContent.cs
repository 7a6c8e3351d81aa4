using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>The content of a journal file.</summary>
/// <param name="Jobs">The last record of each job, in order of first appearance.</param>
/// <param name="CorruptLines">Corrupt lines in the middle of the file; they are reported and saved, never dropped silently.</param>
/// <param name="TornTail">True when the file ends in an unfinished line: its write never returned, so nobody relies on it.</param>
/// <param name="ValidLength">Bytes before the torn tail.</param>
internal sealed record JournalContent(IReadOnlyList<Job> Jobs, IReadOnlyList<byte[]> CorruptLines, bool TornTail, long ValidLength)
{
    /// <summary>Why the file cannot be written; null when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>True when there is a file whose content is unknown: it must not be overwritten.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>True when the last record is complete but its line feed is missing: <see cref="ValidLength"/> counts that one.</summary>
    public bool LacksLineFeed { get; init; }

    /// <summary>The lines, with their line feed, of placeholder jobs (<see cref="ForeignRecord"/>).</summary>
    public IReadOnlyDictionary<Guid, byte[]> Foreign { get; init; } = new Dictionary<Guid, byte[]>();

    /// <summary>Valid lines, with their line feed, that name no job.</summary>
    public IReadOnlyList<byte[]> Nameless { get; init; } = [];

    /// <summary>Bytes of the last record of each job.</summary>
    public long LiveBytes { get; init; }

    /// <summary>The content of a missing file.</summary>
    public static readonly JournalContent Empty = new([], [], TornTail: false, ValidLength: 0);

    /// <summary>Parses a complete journal. Pure.</summary>
    public static JournalContent Parse(JournalLine format, ReadOnlySpan<byte> file)
    {
        var order = new List<Guid>();
        var latest = new Dictionary<Guid, Job>();
        var corrupt = new List<byte[]>();
        var foreign = new Dictionary<Guid, byte[]>();
        var nameless = new List<byte[]>();
        var sizes = new Dictionary<Guid, long>();
        var doubtful = new HashSet<Guid>();
        long valid = 0;
        var lacksLineFeed = false;
        while (!file.IsEmpty)
        {
            var end = file.IndexOf((byte)'\n');
            if (end < 0)
            {
                end = UnterminatedRecord(file);
                lacksLineFeed = end >= 0;
                if (!lacksLineFeed)
                {
                    break;
                }
            }

            var line = file[..end];
            var record = JournalLine.Record(line);
            var known = format.Parse(line);
            var job = known ?? (record.IsEmpty ? null : ForeignRecord.Placeholder(record));
            if (job is not null)
            {
                if (latest.TryAdd(job.Id, job))
                {
                    order.Add(job.Id);
                }

                latest[job.Id] = job;
                doubtful.Remove(job.Id);
                sizes[job.Id] = line.Length + 1;
                foreign.Remove(job.Id);
                if (known is null)
                {
                    foreign[job.Id] = [.. line, (byte)'\n'];
                }
            }
            else
            {
                doubtful.UnionWith(DamagedRecord.Candidates(line, order));
                (record.IsEmpty ? corrupt : nameless).Add(record.IsEmpty ? line.ToArray() : [.. line, (byte)'\n']);
            }

            valid += end + 1;
            file = file[Math.Min(end + 1, file.Length)..];
        }

        return new JournalContent([.. order.Select(id => doubtful.Contains(id) ? DamagedRecord.Without(latest[id]) : latest[id])], corrupt,
            file.Length > 0, valid)
        {
            LacksLineFeed = lacksLineFeed,
            Foreign = foreign,
            Nameless = nameless,
            LiveBytes = sizes.Values.Sum(),
        };
    }

    /// <summary>
    /// Returns the length of a last record without its line feed, or with another byte in its place; -1 when there is none. What was
    /// written that far counts: a client that was answered must find it.
    /// </summary>
    private static int UnterminatedRecord(ReadOnlySpan<byte> tail) =>
        !JournalLine.Record(tail).IsEmpty ? tail.Length : !JournalLine.Record(tail[..^1]).IsEmpty ? tail.Length - 1 : -1;
}
