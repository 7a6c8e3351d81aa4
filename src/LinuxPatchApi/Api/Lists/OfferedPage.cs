using System.Collections;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Api.Lists;

/// <summary>A list of installed and offered packages that creates the documents of offered ones on access.</summary>
internal sealed class OfferedPage(IReadOnlyList<IListed> items) : IReadOnlyList<Package>
{
    public int Count => items.Count;

    public Package this[int index] => items[index] as Package ?? ((OfferedItem)items[index]).Document();

    /// <summary>Merges both in the order of names, so that the usual list need not be sorted, which would decode all names at
    /// once.</summary>
    /// <param name="present">Sorted by name.</param>
    /// <param name="offered">Sorted by name.</param>
    public static List<IListed> Merge(IReadOnlyList<Package> present, PackedPackages offered)
    {
        var merged = new List<IListed>(present.Count + offered.Count);
        var next = 0;
        for (var i = 0; i < offered.Count; i++)
        {
            var item = new OfferedItem(offered, i);
            while (next < present.Count && PackageFilter.ByName(present[next], item) <= 0)
            {
                merged.Add(present[next++]);
            }

            merged.Add(item);
        }

        for (; next < present.Count; next++)
        {
            merged.Add(present[next]);
        }

        return merged;
    }

    public IEnumerator<Package> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
