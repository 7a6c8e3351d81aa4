using LinuxPatchApi.Files;
namespace LinuxPatchApi.Audit.Verification;

/// <summary>Checks the chain over files.</summary>
internal static class AuditCheck
{
    /// <summary>In the order of their first entries, whatever their names. Throws <see cref="IOException"/> when one cannot be read.</summary>
    public static AuditVerifier Run(IReadOnlyList<string> files)
    {
        var verifier = new AuditVerifier();
        var opened = files.Select(Open).ToList();
        try
        {
            // Open files stay the same ones when the agent puts the current one aside meanwhile.
            opened.Sort(static (a, b) => a.First.CompareTo(b.First));
            var isLastWhole = true;
            foreach (var file in opened)
            {
                isLastWhole = Read(verifier, file.Stream) ?? isLastWhole;
            }

            verifier.End(isLastWhole);
            return verifier;
        }
        finally
        {
            opened.ForEach(static file => file.Stream.Dispose());
        }
    }

    /// <summary>Files beside the log that the agent has not put there under such a name: history may be in them that the chain lacks.</summary>
    public static IEnumerable<AuditFinding> Strangers(string path) => AuditFiles.Strangers(path)
        .Select(file => new AuditFinding(file, 1, true, "a file beside the log that is not called as the agent calls its files: renamed, or not of this chain"));

    /// <returns>Whether its last line was whole; null when it has none.</returns>
    private static bool? Read(AuditVerifier verifier, FileStream stream)
    {
        stream.Position = 0;
        verifier.BeginFile(stream.Name);
        var reader = new LineReader(stream, AuditLimits.LongestRead);
        var isEmpty = true;
        while (reader.TryRead(out var line))
        {
            verifier.Add(line);
            isEmpty = false;
        }

        return isEmpty ? null : reader.IsWhole;
    }

    private static OpenedFile Open(string name)
    {
        var stream = RegularFile.Open(name);
        var reader = new LineReader(stream, AuditLimits.LongestRead);
        while (reader.TryRead(out var line))
        {
            if (AuditLine.Parse(line) is { } link)
            {
                return new OpenedFile(stream, link.Sequence);
            }
        }

        return new OpenedFile(stream, long.MaxValue);
    }

    /// <param name="first">Number of its first entry; a file without any comes last.</param>
    private sealed class OpenedFile(FileStream stream, long first)
    {
        public FileStream Stream => stream;

        public long First => first;
    }
}
