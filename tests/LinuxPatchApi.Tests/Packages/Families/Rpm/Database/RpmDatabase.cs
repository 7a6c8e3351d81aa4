using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm.Database;

/// <summary>
/// A root with a database that rpm itself made. Nothing but the database is written: the packages' files are not there, nor is any other
/// database of this machine touched.
/// </summary>
public sealed class RpmDatabase : IDisposable
{
    public const string Place = "var/lib/rpm/rpmdb.sqlite";

    /// <summary>Enough files for tables with two levels of pages, and a header that no page holds.</summary>
    public const int ManyFiles = 3000;

    private readonly TemporaryDirectory _folder = new();

    public RpmDatabase()
    {
        const string packages = """
            Name: base
            Version: 1
            Release: 1
            Summary: x
            License: x
            BuildArch: noarch
            AutoReqProv: no
            %description
            x
            %package -n library
            Summary: x
            %description -n library
            x
            %package -n other
            Summary: x
            %description -n other
            x
            %package -n gone
            Summary: x
            %description -n gone
            x
            %install
            cd %{buildroot}
            mkdir -p usr/bin usr/lib64/deep lib64 usr/share/many
            touch usr/bin/shared usr/bin/gone usr/lib64/libz.so.1 usr/lib64/deep/libz.so.1 lib64/libc.so.6
            i=0; while [ $i -lt MANY ]; do : >usr/share/many/a-rather-long-name-of-a-file-$i; i=$((i+1)); done
            %files
            /usr/bin/shared
            /usr/share/many
            %files -n library
            /usr/lib64/libz.so.1
            /lib64/libc.so.6
            %files -n other
            /usr/bin/shared
            /usr/lib64/deep/libz.so.1
            %files -n gone
            /usr/bin/gone
            """;
        var spec = _folder.Write("packages.spec", packages.Replace("MANY", $"{ManyFiles}", StringComparison.Ordinal));
        Tool.Succeed(
            "rpmbuild", "-bb", "--quiet", "--define", $"_topdir {_folder.File("build")}", "--define", "__os_install_post %{nil}", spec);
        Install("base", "library", "other", "gone");
        Rpm("-e", "--justdb", "gone");
    }

    public string Root => _folder.File("root");

    public string Database => Path.Combine(Root, Place);

    private string Folder => Path.GetDirectoryName(Database)!;

    public void Dispose() => _folder.Dispose();

    /// <summary>Every file of the database with the package that owns it, by rpm.</summary>
    public IEnumerable<(string Path, string Package)> ByRpm() =>
        Rpm("-qa", "--qf", "[%{=NAME} %{FILENAMES}\n]").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ')).Select(part => (part[1], part[0]));

    /// <summary>
    /// A copy of the database in the middle of rpm's work: a package is removed, and SQLite has it in the write-ahead log only. Returns the
    /// copy's root.
    /// </summary>
    public string RemovedInLog(string package)
    {
        var copy = Copy("logged");
        Sqlite(copy, """
            made.execute('PRAGMA wal_autocheckpoint = 0')
            number, = made.execute('SELECT hnum FROM Name WHERE key = ?', sys.argv[2:]).fetchone()
            for table in 'Basenames', 'Packages':
                made.execute(f'DELETE FROM {table} WHERE hnum = ?', (number,))
            made.commit()
            os._exit(0)
            """, package);
        return _folder.File("logged");
    }

    /// <summary>A copy in which a package has none of its files, as rpm notes it of documentation that is not wanted.</summary>
    public string LeftOut(string package)
    {
        Sqlite(Copy("partly"), """
            number, = made.execute('SELECT hnum FROM Name WHERE key = ?', sys.argv[2:]).fetchone()
            blob = bytearray(made.execute('SELECT blob FROM Packages WHERE hnum = ?', (number,)).fetchone()[0])
            entries, = struct.unpack_from('>i', blob)
            for at in range(8, 8 + 16 * entries, 16):
                tag, _, offset, count = struct.unpack_from('>4i', blob, at)
                if tag == 1029:
                    offset += 8 + 16 * entries
                    blob[offset:offset + count] = b'\x02' * count
            made.execute('UPDATE Packages SET blob = ? WHERE hnum = ?', (bytes(blob), number))
            made.commit()
            """, package);
        return _folder.File("partly");
    }

    private string Copy(string name)
    {
        var copy = Path.Combine(_folder.File(name), Place);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(Database, copy);
        return copy;
    }

    /// <param name="script">Has the database as <c>made</c>.</param>
    private static void Sqlite(string database, string script, params string[] arguments) => Tool.Succeed(
        "python3",
        ["-c", "import os, sqlite3, struct, sys\nmade = sqlite3.connect(sys.argv[1])\n" + script, database, .. arguments]);

    private void Install(params string[] names) => Rpm(
        [
            "-i", "--justdb", "--nodeps",
            .. names.Select(n => _folder.File($"build/RPMS/noarch/{n}-1-1.noarch.rpm")),
        ]);

    private string Rpm(params string[] arguments) => Tool.Succeed("rpm", ["--dbpath", Folder, .. arguments]);
}
