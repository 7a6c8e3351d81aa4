using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>
/// Keeps the records that are in force: dpkg has one for each name, and one for each architecture of a Multi-Arch: same package. A record
/// replaces the previous one entirely.
/// </summary>
internal sealed class DpkgSlots<T>
{
    private readonly Dictionary<string, List<(DpkgRecord Record, T Value)>> _names = new(StringComparer.Ordinal);

    /// <summary>Names seen, installed or not.</summary>
    public int Count => _names.Count;

    /// <summary>Adds a record of the status file, which has every package once.</summary>
    public void AddStatus(DpkgRecord record, T value)
    {
        var slots = Of(record.Name);
        if (slots.Any(s => !(s.Record.IsSame && record.IsSame) || s.Record.Architecture == record.Architecture))
        {
            throw new InvalidDataException($"{record.Name}: stands there more than once");
        }

        Put(slots, record, value);
    }

    /// <summary>Applies a record of the journal.</summary>
    public void Update(DpkgRecord record, T value)
    {
        var slots = Of(record.Name);
        if (slots.Count > 1 && !record.IsSame)
        {
            throw new InvalidDataException(
                $"{record.Name}: is installed for several architectures, and the record is of one that cannot be");
        }

        // Another architecture replaces the only one (a "cross-grade"), unless both can be installed.
        slots.RemoveAll(s => s.Record.Architecture == record.Architecture || !(s.Record.IsSame && record.IsSame));
        Put(slots, record, value);
    }

    public IReadOnlyList<T> Values() => [.. _names.Values.SelectMany(s => s).Select(s => s.Value)];

    private List<(DpkgRecord Record, T Value)> Of(string name)
    {
        if (!_names.TryGetValue(name, out var slots))
        {
            _names[name] = slots = new List<(DpkgRecord, T)>(1);
        }

        return slots;
    }

    private static void Put(List<(DpkgRecord Record, T Value)> slots, DpkgRecord record, T value)
    {
        if (record.Status.State != InstalledState.NotInstalled)
        {
            slots.Add((record, value));
        }
    }
}
