using System.Collections;

namespace LinuxPatchApi.Sequences;

/// <summary>A sequence in order: sorted when it is read, and what compares equal stays in the order of the source.</summary>
/// <param name="source">The items.</param>
/// <param name="order">Takes the items and gives the comparison of two of them by their places.</param>
internal sealed class Ordered<T>(IEnumerable<T> source, Func<T[], Comparison<int>> order) : IEnumerable<T>
{
    public IEnumerator<T> GetEnumerator()
    {
        var items = source.ToArray();
        var places = new int[items.Length];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }
        var compare = order(items);
        Array.Sort(places, (a, b) => compare(a, b) is not 0 and var different ? different : a.CompareTo(b));
        foreach (var place in places)
        {
            yield return items[place];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public Ordered<T> ThenBy<TKey>(Func<T, TKey> key, IComparer<TKey>? comparer = null) => Then(Enumerable.ByKey(key, comparer, 1));

    public Ordered<T> ThenByDescending<TKey>(Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        Then(Enumerable.ByKey(key, comparer, -1));

    private Ordered<T> Then(Func<T[], Comparison<int>> next) => new(source, items =>
    {
        var (first, second) = (order(items), next(items));
        return (a, b) => first(a, b) is not 0 and var different ? different : second(a, b);
    });
}

/// <summary>The operators that put in order.</summary>
internal static partial class Enumerable
{
    public static Ordered<T> Order<T>(this IEnumerable<T> source, IComparer<T>? comparer = null) => new(source, items =>
    {
        var by = comparer ?? Comparer<T>.Default;
        return (a, b) => by.Compare(items[a], items[b]);
    });

    public static Ordered<T> OrderBy<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        new(source, ByKey(key, comparer, 1));

    public static Ordered<T> OrderByDescending<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        new(source, ByKey(key, comparer, -1));

    /// <summary>Makes the key of each item once.</summary>
    internal static Func<T[], Comparison<int>> ByKey<T, TKey>(Func<T, TKey> key, IComparer<TKey>? comparer, int sign) => items =>
    {
        var by = comparer ?? Comparer<TKey>.Default;
        var keys = Array.ConvertAll(items, item => key(item));
        return (a, b) => sign > 0 ? by.Compare(keys[a], keys[b]) : by.Compare(keys[b], keys[a]);
    };
}
