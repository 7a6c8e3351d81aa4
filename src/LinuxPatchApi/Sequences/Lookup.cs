using System.Collections;

namespace LinuxPatchApi.Sequences;

/// <summary>Items of one key, in the order of the source.</summary>
internal sealed class Grouping<TKey, T>(TKey key) : List<T>
{
    public TKey Key { get; } = key;
}

/// <summary>Items by key; the keys in the order in which they first appeared. A key without items has an empty list.</summary>
internal sealed class Lookup<TKey, T>(IEqualityComparer<TKey>? comparer) : IEnumerable<Grouping<TKey, T>>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Grouping<TKey, T>> _byKey = new(comparer);
    private readonly List<Grouping<TKey, T>> _inOrder = [];

    public IReadOnlyList<T> this[TKey key] => _byKey.TryGetValue(key, out var items) ? items : [];

    public bool Contains(TKey key) => _byKey.ContainsKey(key);

    public void Add(TKey key, T item)
    {
        if (!_byKey.TryGetValue(key, out var items))
        {
            items = new Grouping<TKey, T>(key);
            _byKey.Add(key, items);
            _inOrder.Add(items);
        }
        items.Add(item);
    }

    public IEnumerator<Grouping<TKey, T>> GetEnumerator() => _inOrder.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The operators that group.</summary>
internal static partial class Enumerable
{
    public static Lookup<TKey, T> ToLookup<T, TKey>(
        this IEnumerable<T> source, Func<T, TKey> key, IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull => source.ToLookup(key, item => item, comparer);

    public static Lookup<TKey, TValue> ToLookup<T, TKey, TValue>(
        this IEnumerable<T> source, Func<T, TKey> key, Func<T, TValue> value, IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull
    {
        var found = new Lookup<TKey, TValue>(comparer);
        foreach (var item in source)
        {
            found.Add(key(item), value(item));
        }
        return found;
    }

    public static IEnumerable<Grouping<TKey, T>> GroupBy<T, TKey>(
        this IEnumerable<T> source, Func<T, TKey> key, IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull
    {
        foreach (var group in source.ToLookup(key, comparer))
        {
            yield return group;
        }
    }
}
