using System.IO.Compression;
using System.Text;
using LinuxPatchApi.Files;
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
    /// <summary>Bytes of one repository's advisories, unpacked. Origin: ten times those of the largest repository of EL 9.</summary>
    private const long MostBytes = 512L << 20;

    /// <summary>The decompressors read as much at a time.</summary>
    private const int FileBufferBytes = 4096;

    private readonly Lock _lock = new();
    private string _stamp = "";
    private IReadOnlySet<string> _names = new HashSet<string>();
    private AdvisoryData? _data;

    public AdvisoryData Read(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var found = repositories();
            var stamp = Stamp(found);
            if (_data is { } known && _stamp == stamp && names.All(_names.Contains))
            {
                return known;
            }

            var data = new AdvisoryData();
            foreach (var (repository, index) in found)
            {
                // Of a file that breaks off nothing counts: what it says would pass for all there is.
                List<AdvisedPackage> packages = [];
                if (ReadOne(index, names, packages, cancellationToken) is { } problem)
                {
                    data.Unread[repository] = problem;
                }
                else
                {
                    data.Packages.AddRange(packages);
                }
            }

            (_stamp, _names, _data) = (stamp, names, data);
            return data;
        }
    }

    private static string Stamp(Dictionary<string, FileInfo> found)
    {
        var text = new StringBuilder();
        foreach (var (_, file) in found)
        {
            text.Append(file.FullName).Append(' ').Append(file.LastWriteTimeUtc.Ticks).Append(' ').Append(file.Length).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Returns why the advisories cannot be read; null when they were, and when there are none.</summary>
    private static string? ReadOne(
        FileInfo index, IReadOnlySet<string> names, List<AdvisedPackage> into, CancellationToken cancellationToken)
    {
        try
        {
            using var content = RegularFile.Open(index.FullName, FileBufferBytes);
            if (FileIn(content) is not { } name)
            {
                return null;
            }

            var path = Path.Combine(index.DirectoryName!, name);
            var isPlain = name.EndsWith(".xml", StringComparison.Ordinal);
            if (!isPlain && !name.EndsWith(".gz", StringComparison.Ordinal))
            {
                return $"they are compressed as {Path.GetExtension(name)}, which this agent does not read";
            }

            if (!RegularFile.Exists(path))
            {
                return "the package manager has not stored them";
            }

            using var file = RegularFile.Open(path, FileBufferBytes);
            using Stream plain = isPlain ? file : new GZipStream(file, CompressionMode.Decompress);
            UpdateInfo.Read(new TagReader(plain, MostBytes), names, into, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return $"they cannot be read: {SystemErrorText.Of(e)}";
        }
    }

    /// <summary>The file's name by the repository's index (repomd.xml); null where there are no advisories.</summary>
    private static string? FileIn(Stream index)
    {
        var reader = new TagReader(index, MostBytes);
        while (reader.Read())
        {
            if (reader is not { Name: "data", IsStart: true } || reader.Attribute("type") != "updateinfo")
            {
                continue;
            }

            while (reader.Read() && reader is not { Name: "data", IsEnd: true })
            {
                if (reader.Name == "location" && reader.Attribute("href") is { } at)
                {
                    return Path.GetFileName(at);
                }
            }
        }

        return null;
    }
}
