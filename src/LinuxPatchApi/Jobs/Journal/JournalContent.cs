using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>What a journal file holds.</summary>
/// <param name="Jobs">The last record of each job, in order of first appearance.</param>
/// <param name="CorruptLines">Lines in the middle that do not hold; they are reported and set aside, never dropped in silence.</param>
/// <param name="TornTail">Whether the file ends in an unfinished line: a write that never returned, so nobody was told of it.</param>
/// <param name="ValidLength">Bytes up to the torn tail.</param>
internal sealed record JournalContent(IReadOnlyList<Job> Jobs, IReadOnlyList<byte[]> CorruptLines, bool TornTail, long ValidLength)
{
    /// <summary>Why the file cannot be written; null when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>There is a file, and what is in it is not known: it must not be written over.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>The last record is whole and its line feed is not: <see cref="ValidLength"/> counts that one.</summary>
    public bool LacksLineFeed { get; init; }

    /// <summary>The lines, with their line feed, of those jobs that only stand for a record which is not understood (<see cref="ForeignRecord"/>).</summary>
    public IReadOnlyDictionary<Guid, byte[]> Foreign { get; init; } = new Dictionary<Guid, byte[]>();

    /// <summary>Lines, with their line feed, that hold and name no job.</summary>
    public IReadOnlyList<byte[]> Nameless { get; init; } = [];

    /// <summary>Bytes of the last record of each job.</summary>
    public long LiveBytes { get; init; }

    /// <summary>Of no file.</summary>
    public static readonly JournalContent Empty = new([], [], TornTail: false, ValidLength: 0);

    /// <summary>Reads a whole journal. Pure.</summary>
    public static JournalContent Parse(JournalLine form, ReadOnlySpan<byte> file)
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
                end = WholeTail(file);
                lacksLineFeed = end >= 0;
                if (!lacksLineFeed)
                {
                    break;
                }
            }

            var line = file[..end];
            var record = JournalLine.Record(line);
            var known = form.Parse(line);
            var job = known ?? (record.IsEmpty ? null : ForeignRecord.StandIn(record));
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
                doubtful.UnionWith(DamagedRecord.OfWhom(line, order));
                (record.IsEmpty ? corrupt : nameless).Add(record.IsEmpty ? line.ToArray() : [.. line, (byte)'\n']);
            }

            valid += end + 1;
            file = file[Math.Min(end + 1, file.Length)..];
        }

        return new JournalContent([.. order.Select(id => doubtful.Contains(id) ? DamagedRecord.Without(latest[id]) : latest[id])], corrupt, file.Length > 0, valid)
        {
            LacksLineFeed = lacksLineFeed,
            Foreign = foreign,
            Nameless = nameless,
            LiveBytes = sizes.Values.Sum(),
        };
    }

    /// <summary>The length of a record that a file ends in without its line feed, or with another byte in its place; -1 when there is none. What was
    /// written so far counts: whoever was told of it must find it.</summary>
    private static int WholeTail(ReadOnlySpan<byte> tail) =>
        !JournalLine.Record(tail).IsEmpty ? tail.Length : !JournalLine.Record(tail[..^1]).IsEmpty ? tail.Length - 1 : -1;
}
