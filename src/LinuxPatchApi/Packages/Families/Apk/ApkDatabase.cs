using System.Globalization;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Packages.Families.Apk;

/// <summary>Reads apk's installed database: lines <c>KEY:VALUE</c>, packages separated by an empty line.</summary>
internal sealed class ApkDatabase(string root)
{
    /// <summary>Longest database read, in bytes. Origin: that of a desktop with 3 000 packages and their files has 30 MB.</summary>
    public const long MostBytes = 256L * 1024 * 1024;

    public string Path { get; } = System.IO.Path.Combine(root, "lib/apk/db/installed");

    /// <summary>
    /// Throws <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/> and <see cref="InvalidDataException"/> when the
    /// database cannot be read.
    /// </summary>
    /// <param name="withFiles">True to read the names of the files too.</param>
    public IReadOnlyList<ApkRecord> Read(bool withFiles, CancellationToken cancellationToken)
    {
        using var stream = RegularFile.Open(Path, bufferBytes: 64 * 1024);
        if (stream.Length > MostBytes)
        {
            throw new InvalidDataException($"{Path} is larger than the {MostBytes} bytes that are read");
        }

        using var reader = new StreamReader(stream);
        return Parse(reader, withFiles, cancellationToken);
    }

    /// <summary>Throws <see cref="InvalidDataException"/> for a package without a name or version. Pure.</summary>
    public static IReadOnlyList<ApkRecord> Parse(TextReader reader, bool withFiles, CancellationToken cancellationToken)
    {
        var records = new List<ApkRecord>();
        ApkRecord? record = null;
        var folder = "";
        while (true)
        {
            var line = reader.ReadLine();
            if (string.IsNullOrEmpty(line))
            {
                if (record is not null)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    records.Add(Checked(record));
                    record = null;
                }

                if (line is null)
                {
                    return records;
                }

                continue;
            }

            if (line.Length < 2 || line[1] != ':')
            {
                throw new InvalidDataException($"a line of package {records.Count + 1} has no key");
            }

            record ??= new ApkRecord();
            var (key, value) = (line[0], line[2..]);
            switch (key)
            {
                case 'F' when withFiles:
                    folder = value;
                    break;
                case 'R' when withFiles:
                    record.Files.Add(folder.Length == 0 ? "/" + value : $"/{folder}/{value}");
                    break;
                default:
                    Set(record, key, value);
                    break;
            }
        }
    }

    private static ApkRecord Checked(ApkRecord record) => record is { Name: "" } or { Version: "" }
        ? throw new InvalidDataException($"package '{record.Name}' has no {(record.Name.Length == 0 ? "name" : "version")}")
        : record;

    private static void Set(ApkRecord record, char key, string value)
    {
        switch (key)
        {
            case 'P':
                record.Name = value;
                break;
            case 'V':
                record.Version = value;
                break;
            case 'A':
                record.Architecture = string.Intern(value);
                break;
            case 'T':
                record.Description = value;
                break;
            case 'U':
                record.Url = value;
                break;
            case 'L':
                record.License = value;
                break;
            case 'I':
                record.SizeBytes = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
                break;
            case 'D':
                record.Depends = Words(value);
                break;
            case 'p':
                record.Provides = Words(value);
                break;
            case 'i':
                record.InstallIf = Words(value);
                break;
            case 'f':
                record.Broken = value;
                break;
        }
    }

    private static string[] Words(string value) => value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
