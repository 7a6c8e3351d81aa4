namespace LinuxPatchApi.Api.Lists;

/// <summary>
/// Tracks the lists held in memory while clients read them, and limits their total length. A list with several readers counts once.
/// Thread-safe.
/// </summary>
internal sealed class HeldLists(int maximum = HeldLists.MostItems)
{
    /// <summary>
    /// Items of all lists together, some 200 bytes each. Origin: all packages that Debian offers (63 500), and installed lists.
    /// </summary>
    public const int MostItems = 100_000;

    /// <summary>
    /// Items of a list that is not counted. Origin: at the limit of requests such lists hold 4 MB; a query by name has a few items, and
    /// must be answered whatever others read.
    /// </summary>
    public const int FreeItems = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<object, Entry> _held = new(ReferenceEqualityComparer.Instance);
    private int _items;

    /// <summary>The longest list that may be built now. Building a long one while another is sent would take too much memory.</summary>
    public int Space
    {
        get
        {
            lock (_lock)
            {
                return _items == 0 ? int.MaxValue : Math.Max(FreeItems, maximum - _items);
            }
        }
    }

    /// <summary>
    /// Holds a list until the returned object is disposed. Null when too much is held. A list above the limit may only be held alone.
    /// </summary>
    public IDisposable? TryHold(object list, int items)
    {
        if (items <= FreeItems)
        {
            return NotCounted.Instance;
        }

        lock (_lock)
        {
            if (_held.TryGetValue(list, out var entry))
            {
                entry.Readers++;
                return new Reader(this, list);
            }

            if (_items > 0 && _items + items > maximum)
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

    private sealed class NotCounted : IDisposable
    {
        public static readonly NotCounted Instance = new();

        public void Dispose()
        {
        }
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
