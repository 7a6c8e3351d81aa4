using System.Collections;
using LinuxPatchApi.Api.Contracts;

namespace LinuxPatchApi.Api.Lists;

/// <summary>A list of installed and offered packages that creates the documents of offered ones on access.</summary>
internal sealed class OfferedPage(IReadOnlyList<IListed> items) : IReadOnlyList<Package>
{
    public int Count => items.Count;

    public Package this[int index] => items[index] as Package ?? ((OfferedItem)items[index]).Document();

    public IEnumerator<Package> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
