using System.Collections;

namespace LinuxPatchApi.Sequences;

/// <summary>
/// The query operators this program uses, under the names, with the order of evaluation and with the results of <c>System.Linq</c>.
/// </summary>
/// <remarks>
/// The framework's operators recognise lists, arrays and each other, and for that make up to twelve classes for each pair of types: 0.7 MB
/// of the native binary (docs/decisions/0012). These are one iterator or one loop each. Operators that give a sequence read nothing before
/// the sequence is read, and read it again every time.
/// </remarks>
internal static partial class Enumerable
{
    public static IEnumerable<int> Range(int start, int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return start + i;
        }
    }

    public static IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        foreach (var item in source)
        {
            if (predicate(item))
            {
                yield return item;
            }
        }
    }

    public static IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T, int, bool> predicate)
    {
        var at = 0;
        foreach (var item in source)
        {
            if (predicate(item, at++))
            {
                yield return item;
            }
        }
    }

    public static IEnumerable<TResult> Select<T, TResult>(this IEnumerable<T> source, Func<T, TResult> selector)
    {
        foreach (var item in source)
        {
            yield return selector(item);
        }
    }

    public static IEnumerable<TResult> Select<T, TResult>(this IEnumerable<T> source, Func<T, int, TResult> selector)
    {
        var at = 0;
        foreach (var item in source)
        {
            yield return selector(item, at++);
        }
    }

    public static IEnumerable<TResult> SelectMany<T, TResult>(this IEnumerable<T> source, Func<T, IEnumerable<TResult>> selector)
    {
        foreach (var item in source)
        {
            foreach (var inner in selector(item))
            {
                yield return inner;
            }
        }
    }

    public static IEnumerable<T> OfType<T>(this IEnumerable source)
    {
        foreach (var item in source)
        {
            if (item is T wanted)
            {
                yield return wanted;
            }
        }
    }

    public static IEnumerable<T> Cast<T>(this IEnumerable source)
    {
        foreach (var item in source)
        {
            yield return (T)item;
        }
    }

    public static IEnumerable<T> Concat<T>(this IEnumerable<T> first, IEnumerable<T> second)
    {
        foreach (var item in first)
        {
            yield return item;
        }
        foreach (var item in second)
        {
            yield return item;
        }
    }

    public static IEnumerable<T> Append<T>(this IEnumerable<T> source, T last)
    {
        foreach (var item in source)
        {
            yield return item;
        }
        yield return last;
    }

    public static IEnumerable<T> Prepend<T>(this IEnumerable<T> source, T first)
    {
        yield return first;
        foreach (var item in source)
        {
            yield return item;
        }
    }

    public static IEnumerable<T?> DefaultIfEmpty<T>(this IEnumerable<T> source)
    {
        var empty = true;
        foreach (var item in source)
        {
            empty = false;
            yield return item;
        }
        if (empty)
        {
            yield return default(T);
        }
    }

    public static IEnumerable<T> Skip<T>(this IEnumerable<T> source, int count)
    {
        foreach (var item in source)
        {
            if (--count < 0)
            {
                yield return item;
            }
        }
    }

    public static IEnumerable<T> Take<T>(this IEnumerable<T> source, int count)
    {
        if (count <= 0)
        {
            yield break;
        }
        foreach (var item in source)
        {
            yield return item;
            if (--count == 0)
            {
                yield break;
            }
        }
    }

    public static IEnumerable<T> SkipWhile<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        var skipping = true;
        foreach (var item in source)
        {
            if (!(skipping = skipping && predicate(item)))
            {
                yield return item;
            }
        }
    }

    public static IEnumerable<T> TakeWhile<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        foreach (var item in source)
        {
            if (!predicate(item))
            {
                yield break;
            }
            yield return item;
        }
    }

    public static IEnumerable<T> Distinct<T>(this IEnumerable<T> source, IEqualityComparer<T>? comparer = null)
    {
        var seen = new HashSet<T>(comparer);
        foreach (var item in source)
        {
            if (seen.Add(item))
            {
                yield return item;
            }
        }
    }

    public static IEnumerable<T> DistinctBy<T, TKey>(
        this IEnumerable<T> source, Func<T, TKey> key, IEqualityComparer<TKey>? comparer = null)
    {
        var seen = new HashSet<TKey>(comparer);
        foreach (var item in source)
        {
            if (seen.Add(key(item)))
            {
                yield return item;
            }
        }
    }

    public static IEnumerable<T> Union<T>(this IEnumerable<T> first, IEnumerable<T> second, IEqualityComparer<T>? comparer = null) =>
        first.Concat(second).Distinct(comparer);

    public static IEnumerable<T> Except<T>(this IEnumerable<T> first, IEnumerable<T> second, IEqualityComparer<T>? comparer = null)
    {
        var seen = new HashSet<T>(second, comparer);
        foreach (var item in first)
        {
            if (seen.Add(item))
            {
                yield return item;
            }
        }
    }

    public static IEnumerable<T> Intersect<T>(this IEnumerable<T> first, IEnumerable<T> second, IEqualityComparer<T>? comparer = null)
    {
        var wanted = new HashSet<T>(second, comparer);
        foreach (var item in first)
        {
            if (wanted.Remove(item))
            {
                yield return item;
            }
        }
    }

    public static IEnumerable<TResult> Zip<TFirst, TSecond, TResult>(
        this IEnumerable<TFirst> first, IEnumerable<TSecond> second, Func<TFirst, TSecond, TResult> selector)
    {
        using var other = second.GetEnumerator();
        foreach (var item in first)
        {
            if (!other.MoveNext())
            {
                yield break;
            }
            yield return selector(item, other.Current);
        }
    }

    public static IEnumerable<T[]> Chunk<T>(this IEnumerable<T> source, int size)
    {
        var chunk = new List<T>();
        foreach (var item in source)
        {
            chunk.Add(item);
            if (chunk.Count < size)
            {
                continue;
            }
            yield return chunk.ToArray();
            chunk.Clear();
        }
        if (chunk.Count > 0)
        {
            yield return chunk.ToArray();
        }
    }

    public static IEnumerable<T> Reverse<T>(this IEnumerable<T> source)
    {
        var items = new List<T>(source);
        for (var i = items.Count - 1; i >= 0; i--)
        {
            yield return items[i];
        }
    }
}
