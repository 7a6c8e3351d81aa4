using LinuxPatchApi.Files;
namespace LinuxPatchApi.Audit.Verification;

/// <summary>Verifies the chain across files.</summary>
internal static class AuditCheck
{
    /// <summary>Verifies the files in the order of their first entries, whatever their names.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static AuditVerifier Run(IReadOnlyList<string> files)
    {
        var verifier = new AuditVerifier();
        var opened = files.Select(Open).ToList();
        try
        {
            // All files stay open, so that a rotation by the agent meanwhile does not matter.
            opened.Sort(static (a, b) => a.First.CompareTo(b.First));
            var isLastComplete = true;
            foreach (var file in opened)
            {
                isLastComplete = Read(verifier, file) ?? isLastComplete;
            }

            verifier.End(isLastComplete);
            return verifier;
        }
        finally
        {
            opened.ForEach(static file => file.Stream.Dispose());
        }
    }

    /// <summary>Reports files beside the log whose names the agent does not use: they may hold history that the chain lacks.</summary>
    public static IEnumerable<AuditFinding> UnexpectedFiles(string path) => AuditFiles.Unexpected(path)
        .Select(file => new AuditFinding(
            file, 1, true, "a file beside the log whose name the agent does not use: renamed, or not part of this chain"));

    /// <returns>True when its last line is complete; null when it has no line.</returns>
    private static bool? Read(AuditVerifier verifier, OpenedFile file)
    {
        file.Stream.Position = 0;
        verifier.BeginFile(file.Path);
        var reader = new LineReader(file.Stream, AuditLimits.LongestRead);
        var isEmpty = true;
        while (reader.TryRead(out var line))
        {
            verifier.Add(line);
            isEmpty = false;
        }

        return isEmpty ? null : reader.IsComplete;
    }

    private static OpenedFile Open(string path)
    {
        var stream = RegularFile.Open(path);
        var reader = new LineReader(stream, AuditLimits.LongestRead);
        while (reader.TryRead(out var line))
        {
            if (AuditLine.Parse(line) is { } link)
            {
                return new OpenedFile(path, stream, link.Sequence);
            }
        }

        return new OpenedFile(path, stream, long.MaxValue);
    }

    /// <param name="first">Number of its first entry; <see cref="long.MaxValue"/>, which sorts last, for a file without entries.</param>
    private sealed class OpenedFile(string path, FileStream stream, long first)
    {
        public string Path => path;

        public FileStream Stream => stream;

        public long First => first;
    }
}
