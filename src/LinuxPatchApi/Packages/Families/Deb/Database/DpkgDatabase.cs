using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>Selects what a reader keeps of a record.</summary>
internal delegate T DpkgProjection<T>(DpkgRecord record, ControlParagraph paragraph);

/// <summary>The contents of the database at one moment.</summary>
/// <param name="Entries">
/// One for each package that is installed, in whole or in part, or has left configuration files; in no order.
/// </param>
/// <param name="Unmerged">Entries of dpkg's journal: dpkg is running, or was interrupted.</param>
internal sealed record DpkgView<T>(IReadOnlyList<T> Entries, int Unmerged);

/// <summary>
/// Reads dpkg's database as dpkg does: the status file, then in order the journal of changes that are not in it yet
/// (<c>/var/lib/dpkg/updates</c>). After a power cut, a kill or a full disk the journal has states that the status file lacks.
/// </summary>
internal sealed class DpkgDatabase(DpkgPaths paths)
{
    /// <summary>
    /// Differs after every change of the status file or the journal; null when the status file is missing or inaccessible.
    /// </summary>
    public DatabaseStamp? Stamp()
    {
        try
        {
            return DpkgMark.Of(paths)?.Stamp;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Reads one consistent state; starts again when dpkg merged its journal meanwhile. Throws <see cref="IOException"/>,
    /// <see cref="UnauthorizedAccessException"/>, <see cref="InvalidDataException"/> for what dpkg itself would refuse, and
    /// <see cref="DpkgBusyException"/> when dpkg wrote too often.
    /// </summary>
    /// <param name="journal">False for apt's view: it reads only the status file.</param>
    public DpkgView<T> Read<T>(DpkgProjection<T> of, CancellationToken cancellationToken, bool journal = true)
    {
        for (var attempt = 0; attempt < PackageLimits.DatabaseReadings; attempt++)
        {
            if (DpkgMark.Of(paths) is not { } before)
            {
                throw new FileNotFoundException($"{paths.Status} is not there");
            }

            try
            {
                var view = Once(before, of, journal, cancellationToken);
                if (DpkgMark.Of(paths) is { } after && after.IsLaterThan(before))
                {
                    return view;
                }
            }
            catch (Exception e) when (e is IOException or InvalidDataException
                && (DpkgMark.Of(paths) is not { } after || !after.IsLaterThan(before)))
            {
                // A file was replaced while it was read: the error says nothing about its content.
            }
        }

        throw new DpkgBusyException($"dpkg changed its database during each of {PackageLimits.DatabaseReadings} readings");
    }

    private DpkgView<T> Once<T>(DpkgMark mark, DpkgProjection<T> of, bool journal, CancellationToken cancellationToken)
    {
        var slots = new DpkgSlots<T>();
        ReadFile(paths.Status, (record, value) => slots.AddStatus(record, value), of, cancellationToken);
        if (slots.Count == 0 && Directory.Exists(paths.Info) && Directory.EnumerateFiles(paths.Info, "*.list").Any())
        {
            throw new InvalidDataException($"{paths.Status}: holds no package, though packages are installed");
        }

        if (mark.Fault is { } fault)
        {
            throw new InvalidDataException($"{paths.Updates}: {fault}");
        }

        foreach (var name in journal ? mark.Journal : [])
        {
            ReadFile(Path.Combine(paths.Updates, name), (record, value) => slots.Update(record, value), of, cancellationToken);
        }

        return new DpkgView<T>(slots.Values(), mark.Journal.Count);
    }

    private static void ReadFile<T>(string path, Action<DpkgRecord, T> keep, DpkgProjection<T> of, CancellationToken cancellationToken)
    {
        try
        {
            ControlFile.Read(
                path,
                paragraph =>
                {
                    var record = DpkgRecord.Read(paragraph);
                    keep(record, of(record, paragraph));
                    return true;
                },
                cancellationToken);
            if (!EndsWithNewline(path))
            {
                throw new InvalidDataException("is cut off in the middle of a line");
            }
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static bool EndsWithNewline(string path)
    {
        using var handle = RegularFile.Handle(path);
        var length = RandomAccess.GetLength(handle);
        Span<byte> last = stackalloc byte[1];
        return length == 0 || (RandomAccess.Read(handle, last, length - 1) == 1 && last[0] == (byte)'\n');
    }
}

/// <summary>dpkg wrote its database so often that no read was consistent; the same read may succeed a moment later.</summary>
internal sealed class DpkgBusyException(string message) : IOException(message);
