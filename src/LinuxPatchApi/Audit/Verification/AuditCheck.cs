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
            foreach (var (name, stream, _) in opened)
            {
                isLastWhole = Read(verifier, name, stream) ?? isLastWhole;
            }

            verifier.End(isLastWhole);
            return verifier;
        }
        finally
        {
            opened.ForEach(static file => file.Stream.Dispose());
        }
    }

    /// <returns>Whether its last line was whole; null when it has none.</returns>
    private static bool? Read(AuditVerifier verifier, string name, FileStream stream)
    {
        stream.Position = 0;
        verifier.BeginFile(name);
        var reader = new LineReader(stream, AuditLimits.LongestLine);
        var isEmpty = true;
        while (reader.TryRead(out var line))
        {
            verifier.Add(line);
            isEmpty = false;
        }

        return isEmpty ? null : reader.IsWhole;
    }

    /// <summary>With the number of its first entry; a file without any comes last.</summary>
    private static (string Name, FileStream Stream, long First) Open(string name)
    {
        var stream = new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var reader = new LineReader(stream, AuditLimits.LongestLine);
        while (reader.TryRead(out var line))
        {
            if (AuditLine.Parse(line) is { } link)
            {
                return (name, stream, link.Sequence);
            }
        }

        return (name, stream, long.MaxValue);
    }
}
