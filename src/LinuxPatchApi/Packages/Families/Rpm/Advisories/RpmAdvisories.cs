using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Files.Compression;
using LinuxPatchApi.Packages.Advisories;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Rpm.Advisories;

/// <summary>
/// The advisories in PackageKit's cache. Its dnf backend drops when they were published and whether they ask for a reboot, its dnf5
/// backend how severe they are; the files have it all.
/// </summary>
/// <param name="repositories">Returns the indexes (repomd.xml) of the enabled repositories.</param>
internal sealed class RpmAdvisories(Func<Dictionary<string, FileInfo>> repositories) : IAdvisories
{
    /// <summary>Bytes of all advisories, unpacked. Origin: ten times those of the largest repository of EL 9.</summary>
    private const long MostBytes = 512L << 20;

    /// <summary>Bytes of an index. Origin: a hundred times those of the field.</summary>
    private const long IndexBytes = 1L << 20;

    /// <summary>
    /// Bytes in memory of what is kept of all advisories. Origin: a fifth of what the unit lets the agent have; a thousand updates with an
    /// advisory of 20 KB each need less than half.
    /// </summary>
    private const int MostKept = 48 << 20;

    /// <summary>Origin: one read of an index.</summary>
    private const int FileBufferBytes = 4096;

    private readonly Lock _lock = new();
    private List<FileInfo> _files = [];
    private string _stamp = "";
    private IReadOnlySet<string> _names = new HashSet<string>();
    private AdvisoryData? _data;

    public AdvisoryData Read(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var found = repositories();
            if (_data is { } known && _stamp == Stamp(found, _files.ConvertAll(file => new FileInfo(file.FullName)))
                && names.All(_names.Contains))
            {
                return known;
            }

            var reading = new Reading(names, cancellationToken);
            foreach (var (repository, index) in found)
            {
                index.Refresh();
                reading.Add(repository, index);
            }

            // What the system does not let be read now it may later, without a change of any file.
            (_files, _stamp, _names) = (reading.Files, Stamp(found, reading.Files), names);
            _data = reading.IsPassing ? null : reading.Data;
            return reading.Data;
        }
    }

    /// <summary>
    /// Of the indexes and of the files that were read by them: one that is not there or is broken may be replaced under the same index.
    /// </summary>
    private static string Stamp(Dictionary<string, FileInfo> found, List<FileInfo> files)
    {
        var text = new StringBuilder();
        foreach (var (_, index) in found)
        {
            Add(text, index);
        }

        foreach (var file in files)
        {
            Add(text, file);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, FileInfo file)
    {
        text.Append(file.FullName).Append(' ');
        if (file.Exists)
        {
            text.Append(file.LastWriteTimeUtc.Ticks).Append(' ').Append(file.Length);
        }

        text.Append('\n');
    }

    /// <summary>
    /// The files' names by the repository's index (repomd.xml); empty where there are no advisories. Where a repository offers them as
    /// zchunk too, librepo stores either.
    /// </summary>
    private static List<string> FilesIn(Stream index)
    {
        var names = new List<string>();
        var reader = new TagReader(index, IndexBytes);
        while (reader.Read())
        {
            if (reader is not { Name: "data", IsStart: true } || reader.Attribute("type") is not ("updateinfo" or "updateinfo_zck"))
            {
                continue;
            }

            while (reader.Read() && reader is not { Name: "data", IsEnd: true })
            {
                if (reader.Name == "location" && reader.Attribute("href") is { } at)
                {
                    names.Add(Path.GetFileName(at));
                }
            }
        }

        return names;
    }

    /// <summary>One reading of all repositories.</summary>
    private sealed class Reading(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        private long _bytes = MostBytes;
        private int _kept = MostKept;

        public AdvisoryData Data { get; } = new();

        /// <summary>The files that the indexes name, as they were before they were read.</summary>
        public List<FileInfo> Files { get; } = [];

        /// <summary>True when the system did not let one be read.</summary>
        public bool IsPassing { get; private set; }

        public void Add(string repository, FileInfo index)
        {
            // Of a file that breaks off nothing counts: what it says would pass for all there is.
            List<AdvisedPackage> packages = [];
            if (Read(index, packages) is { } problem)
            {
                Data.Unread[repository] = problem;
                return;
            }

            foreach (var package in packages)
            {
                package.Repository = repository;
                Data.Packages.Add(package);
            }
        }

        /// <summary>Returns why the advisories cannot be read; null when they were, and when there are none.</summary>
        private string? Read(FileInfo index, List<AdvisedPackage> into)
        {
            try
            {
                var offered = Offered(index);
                var stored = offered.FindAll(RegularFile.Exists);
                if (stored.Count == 0)
                {
                    return offered.Count == 0 ? null : "the package manager has not stored them";
                }

                var path = stored.Find(one => PackedFile.WhyNot(one, ".xml") is null) ?? stored[0];
                if (PackedFile.WhyNot(path, ".xml") is { } packed)
                {
                    return $"{path} {packed}";
                }

                using var plain = PackedFile.Open(path);
                Read(new TagReader(plain, _bytes), into);
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                IsPassing |= e is not InvalidDataException;
                return $"they cannot be read: {SystemErrorText.Of(e)}";
            }
        }

        private List<string> Offered(FileInfo index)
        {
            using var content = RegularFile.Open(index.FullName, FileBufferBytes);
            var paths = FilesIn(content).ConvertAll(name => Path.Combine(index.DirectoryName!, name));
            foreach (var path in paths)
            {
                var seen = new FileInfo(path);
                seen.Refresh();
                Files.Add(seen);
            }

            return paths;
        }

        private void Read(TagReader reader, List<AdvisedPackage> into)
        {
            try
            {
                _kept -= UpdateInfo.Read(reader, names, into, _kept, cancellationToken);
            }
            finally
            {
                _bytes -= reader.BytesRead;
            }
        }
    }
}
