namespace LinuxPatchApi.Api.Lists;

/// <summary>Which lists are held because somebody still reads them, and how long they are together. The same list given to several readers counts
/// once. Thread-safe.</summary>
internal sealed class HeldLists(int most = HeldLists.MostItems)
{
    /// <summary>Items of all lists together, some 300 bytes each. Origin: all that Debian offers (63 500 packages) and installed lists beside it.</summary>
    public const int MostItems = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<object, Entry> _held = new(ReferenceEqualityComparer.Instance);
    private int _items;

    /// <summary>Whether as many items may be made. False while another long list is held: making one and sending another is too much.</summary>
    public bool HasSpaceFor(int items)
    {
        lock (_lock)
        {
            return _items == 0 || _items + items <= most;
        }
    }

    /// <summary>Holds a list until what is returned is disposed of. Null: too much is held. One that is longer than all may be is held alone.</summary>
    public IDisposable? TryHold(object list, int items)
    {
        lock (_lock)
        {
            if (_held.TryGetValue(list, out var entry))
            {
                entry.Readers++;
                return new Reader(this, list);
            }

            if (_items > 0 && _items + items > most)
            {
                return null;
            }

            _held.Add(list, new Entry(items) { Readers = 1 });
            _items += items;
            return new Reader(this, list);
        }
    }

    private void Release(object list)
    {
        lock (_lock)
        {
            if (_held.TryGetValue(list, out var entry) && --entry.Readers == 0)
            {
                _held.Remove(list);
                _items -= entry.Items;
            }
        }
    }

    private sealed class Entry(int items)
    {
        public int Items => items;

        public int Readers { get; set; }
    }

    private sealed class Reader(HeldLists lists, object list) : IDisposable
    {
        private int _isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            {
                lists.Release(list);
            }
        }
    }
}
