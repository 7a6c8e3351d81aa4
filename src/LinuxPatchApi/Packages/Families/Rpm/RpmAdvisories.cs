using System.IO.Compression;
using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>
/// Reads the advisories of the repositories from the data that PackageKit keeps of them. Plain and gzip files are read, as Enterprise Linux
/// 9 has them; the base library reads no zstd, no xz and no zchunk.
/// </summary>
internal sealed class RpmAdvisories(string root) : IAdvisorySeverities
{
    /// <summary>Characters of one file. Origin: those of Enterprise Linux 9 have 60 MB; a file without end must not cost minutes.</summary>
    public const long MostCharacters = 512L * 1024 * 1024;

    private (string Stamp, IReadOnlyDictionary<string, string>? Found)? _known;

    public IReadOnlyDictionary<string, string>? Of(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        try
        {
            if (Files() is not { } files)
            {
                return null;
            }

            var stamp = string.Join('\n', files.Select(f => $"{f.FullName} {f.Length} {f.LastWriteTimeUtc.Ticks}")
                .Concat(names.Order(StringComparer.Ordinal)));
            if (_known is not { } known || known.Stamp != stamp)
            {
                _known = known = (stamp, Read(files, names, cancellationToken));
            }

            return known.Found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    private static Dictionary<string, string>? Read(
        IReadOnlyList<FileInfo> files, IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            using Stream raw = RegularFile.Open(file.FullName, bufferBytes: 64 * 1024);
            using var stream = file.Name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
            if (!UpdateInfo.Read(stream, MostCharacters, names, found, cancellationToken))
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>Returns null when one is of a kind that is not read, or there are no data of repositories at all.</summary>
    private List<FileInfo>? Files()
    {
        var folders = RpmRepositories.DataFiles(root).Select(data => data.Directory!).ToList();
        var files = folders.SelectMany(folder => folder.EnumerateFiles("*updateinfo*")).ToList();
        return folders.Count == 0 || files.Any(f => !f.Name.EndsWith(".xml", StringComparison.Ordinal)
            && !f.Name.EndsWith(".xml.gz", StringComparison.Ordinal)) ? null : files;
    }
}
