using System.Globalization;
using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Files.Archives;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Archives;

/// <summary>
/// Makes a package file (deb(5)) of an installed package: its files as they are on the disk, and its record and scripts in dpkg's database.
/// For a package whose file neither apt's cache nor a repository has any more. Nothing is compressed, so that the size is known beforehand
/// and no file is held in memory.
/// </summary>
internal sealed class DebRepack(DpkgPaths paths)
{
    /// <summary>Bytes of the package's files together. Origin: twenty times the agent's.</summary>
    private const long MostBytes = 512L * 1024 * 1024;

    /// <summary>Bytes of one script or list in dpkg's database. Origin: a hundred times the agent's.</summary>
    private const int MostScriptBytes = 1024 * 1024;

    /// <summary>The fields of a package's control file (deb-control(5)) that dpkg keeps in its record; the others are of dpkg
    /// itself.</summary>
    private static readonly string[] Fields =
    [
        "Package", "Source", "Version", "Architecture", "Multi-Arch", "Essential", "Maintainer", "Installed-Size", "Pre-Depends", "Depends",
        "Recommends", "Suggests", "Enhances", "Breaks", "Conflicts", "Replaces", "Provides", "Section", "Priority", "Homepage",
        "Description",
    ];

    private sealed record Member(string Name, int Mode, long Size, DateTimeOffset Time, byte Type)
    {
        public string Target { get; init; } = "";

        /// <summary>The file with the content; null when <see cref="Content"/> has it.</summary>
        public string? Path { get; init; }

        public byte[] Content { get; init; } = [];
    }

    private sealed record Found(DpkgStatus Status, string Control);

    /// <returns>The name of the package file, or why there is none.</returns>
    public (string? File, string? Problem) Write(
        string name, string version, string folder, DateTimeOffset time, CancellationToken cancellationToken)
    {
        try
        {
            var (control, problem) = Control(name, version, cancellationToken);
            if (control is null)
            {
                return (null, problem);
            }

            var data = Data(name);
            if (data.Sum(m => m.Size) > MostBytes)
            {
                return (null, $"the files of {name} take more than {MostBytes} bytes");
            }

            List<Member> scripts = [Whole("./control", 0x1A4, Encoding.UTF8.GetBytes(control), time), .. Scripts(name, time)];
            var made = $"{name}.deb";
            using var file = new FileStream(Path.Combine(folder, made), FileMode.Create, FileAccess.Write);
            File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            file.Write("!<arch>\n"u8);
            Begin(file, "debian-binary", 4, time);
            file.Write("2.0\n"u8);
            Write(file, "control.tar", scripts, time, cancellationToken);
            Write(file, "data.tar", data, time, cancellationToken);
            file.Flush(flushToDisk: true);
            return (made, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return (null, SystemErrorText.Of(e));
        }
    }

    private static void Write(FileStream file, string name, List<Member> members, DateTimeOffset time, CancellationToken cancellationToken)
    {
        Begin(file, name, members.Sum(m => TarHeader.Block + m.Size + TarHeader.Padding(m.Size)) + (2 * TarHeader.Block), time);
        foreach (var member in members)
        {
            cancellationToken.ThrowIfCancellationRequested();
            file.Write(TarHeader.Of(member.Name, member.Mode, member.Size, member.Time, member.Type, member.Target));
            if (member.Path is { } path)
            {
                using var content = RegularFile.Open(path);
                content.CopyTo(file);
                if (content.Length != member.Size)
                {
                    throw new IOException($"{path} changed while it was read");
                }
            }
            else
            {
                file.Write(member.Content);
            }

            file.Write(new byte[TarHeader.Padding(member.Size)]);
        }

        file.Write(new byte[2 * TarHeader.Block]);
    }

    /// <summary>The header of a member of an ar archive; each begins at an even offset, which whole blocks and "2.0\n" keep.</summary>
    private static void Begin(FileStream file, string name, long size, DateTimeOffset time) => file.Write(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{name,-16}{time.ToUnixTimeSeconds(),-12}{0,-6}{0,-6}{"100644",-8}{size,-10}`\n")));

    /// <summary>
    /// The control file of an installed version, or why there is none. By dpkg's whole database: its journal may have another version, or
    /// the
    /// same one in part, and files of a package in part are those of two versions.
    /// </summary>
    private (string? Control, string? Problem) Control(string name, string version, CancellationToken cancellationToken)
    {
        var found = new DpkgDatabase(paths).Read(
            (record, paragraph) => record.Name == name && record.Version == version
                && record.Status.State is not (InstalledState.NotInstalled or InstalledState.ConfigFiles)
                    ? new Found(record.Status, Text(paragraph))
                    : null,
            cancellationToken).Entries.OfType<Found>().FirstOrDefault();
        return found switch
        {
            null => (null, $"{name} {version} is not installed according to {paths.Status}"),
            {
                Status:
                {
                    ReinstallRequired: false, State: InstalledState.Installed or InstalledState.TriggersAwaited
                or InstalledState.TriggersPending
                }
            } => (found.Control, null),
            _ => (null, $"{name} {version} is {found.Status.State.Spelling()}: its files may be of two versions"),
        };
    }

    private static string Text(ControlParagraph paragraph)
    {
        var text = new StringBuilder();
        foreach (var field in Fields)
        {
            if (paragraph.Full(Encoding.ASCII.GetBytes(field)) is { } value)
            {
                text.Append(field).Append(": ").Append(value).Append('\n');
            }
        }

        return text.ToString();
    }

    private IEnumerable<Member> Scripts(string name, DateTimeOffset time)
    {
        foreach (var file in new DirectoryInfo(paths.Info).EnumerateFiles($"{name}*").OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            var kind = file.Name[name.Length..];
            var dot = kind.LastIndexOf('.');
            if (dot < 0 || (dot > 0 && kind[0] != ':') || kind.EndsWith(".list", StringComparison.Ordinal) || file.Length > MostScriptBytes)
            {
                continue;
            }

            yield return Whole($"./{kind[(dot + 1)..]}", (int)file.UnixFileMode, RegularFile.ReadAllBytes(file.FullName), time);
        }
    }

    /// <summary>Files that the administrator keeps off the disk (dpkg's path-exclude) are left out.</summary>
    private List<Member> Data(string name)
    {
        var members = new List<Member>();
        foreach (var line in RegularFile.ReadLines(Path.Combine(paths.Info, $"{name}.list")))
        {
            var path = Path.Combine(paths.Root, line.TrimStart('/'));
            var isFolder = Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null;
            var entry = line == "/." ? "./" : isFolder ? $".{line}/" : $".{line}";
            if (Encoding.UTF8.GetByteCount(entry) >= TarHeader.NameBytes)
            {
                throw new IOException($"{line} has too long a name");
            }

            if (isFolder)
            {
                var folder = new DirectoryInfo(path);
                members.Add(new Member(entry, (int)folder.UnixFileMode, 0, folder.LastWriteTimeUtc, TarHeader.Folder));
            }
            else if (new FileInfo(path) is { LinkTarget: { } target } link)
            {
                members.Add(new Member(entry, 0x1FF, 0, link.LastWriteTimeUtc, TarHeader.SymbolicLink) { Target = target });
            }
            else if (new FileInfo(path) is { Exists: true } file)
            {
                members.Add(new Member(
                    entry, (int)file.UnixFileMode, file.Length, file.LastWriteTimeUtc, TarHeader.RegularFile)
                { Path = path });
            }
        }

        return members;
    }

    private static Member Whole(string name, int mode, byte[] content, DateTimeOffset time) =>
        new(name, mode, content.Length, time, TarHeader.RegularFile) { Content = content };
}
