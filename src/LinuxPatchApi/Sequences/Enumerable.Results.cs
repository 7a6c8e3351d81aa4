namespace LinuxPatchApi.Sequences;

/// <summary>The operators that read the sequence at once and give one value or a collection.</summary>
internal static partial class Enumerable
{
    public static bool Any<T>(this IEnumerable<T> source)
    {
        using var items = source.GetEnumerator();
        return items.MoveNext();
    }

    public static bool Any<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        foreach (var item in source)
        {
            if (predicate(item))
            {
                return true;
            }
        }
        return false;
    }

    public static bool All<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        foreach (var item in source)
        {
            if (!predicate(item))
            {
                return false;
            }
        }
        return true;
    }

    public static bool Contains<T>(this IEnumerable<T> source, T value) =>
        source is ICollection<T> collection ? collection.Contains(value) : source.Contains(value, EqualityComparer<T>.Default);

    public static bool Contains<T>(this IEnumerable<T> source, T value, IEqualityComparer<T>? comparer)
    {
        comparer ??= EqualityComparer<T>.Default;
        foreach (var item in source)
        {
            if (comparer.Equals(item, value))
            {
                return true;
            }
        }
        return false;
    }

    public static int Count<T>(this IEnumerable<T> source)
    {
        if (source is ICollection<T> collection)
        {
            return collection.Count;
        }
        var count = 0;
        foreach (var _ in source)
        {
            count++;
        }
        return count;
    }

    public static int Count<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        var count = 0;
        foreach (var item in source)
        {
            if (predicate(item))
            {
                count++;
            }
        }
        return count;
    }

    public static T First<T>(this IEnumerable<T> source)
    {
        foreach (var item in source)
        {
            return item;
        }
        throw Empty();
    }

    public static T First<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        foreach (var item in source)
        {
            if (predicate(item))
            {
                return item;
            }
        }
        throw Empty();
    }

    public static T? FirstOrDefault<T>(this IEnumerable<T> source)
    {
        foreach (var item in source)
        {
            return item;
        }
        return default;
    }

    public static T? FirstOrDefault<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        foreach (var item in source)
        {
            if (predicate(item))
            {
                return item;
            }
        }
        return default;
    }

    public static T? LastOrDefault<T>(this IEnumerable<T> source)
    {
        T? last = default;
        foreach (var item in source)
        {
            last = item;
        }
        return last;
    }

    public static T? LastOrDefault<T>(this IEnumerable<T> source, Func<T, bool> predicate) => source.Where(predicate).LastOrDefault();

    public static T ElementAt<T>(this IEnumerable<T> source, int index)
    {
        foreach (var item in source)
        {
            if (--index < 0)
            {
                return item;
            }
        }
        throw Empty();
    }

    public static bool SequenceEqual<T>(this IEnumerable<T> first, IEnumerable<T> second, IEqualityComparer<T>? comparer = null)
    {
        comparer ??= EqualityComparer<T>.Default;
        using var other = second.GetEnumerator();
        foreach (var item in first)
        {
            if (!other.MoveNext() || !comparer.Equals(item, other.Current))
            {
                return false;
            }
        }
        return !other.MoveNext();
    }

    public static TResult Aggregate<T, TResult>(this IEnumerable<T> source, TResult seed, Func<TResult, T, TResult> step)
    {
        foreach (var item in source)
        {
            seed = step(seed, item);
        }
        return seed;
    }

    public static int Sum(this IEnumerable<int> source)
    {
        var sum = 0;
        foreach (var item in source)
        {
            sum = checked(sum + item);
        }
        return sum;
    }

    public static long Sum(this IEnumerable<long> source)
    {
        var sum = 0L;
        foreach (var item in source)
        {
            sum = checked(sum + item);
        }
        return sum;
    }

    public static int Sum<T>(this IEnumerable<T> source, Func<T, int> selector) => source.Select(selector).Sum();

    public static long Sum<T>(this IEnumerable<T> source, Func<T, long> selector) => source.Select(selector).Sum();

    /// <summary>The largest; of an empty sequence null where the type has it, and an error where it has not.</summary>
    public static T? Max<T>(this IEnumerable<T> source) => Outermost(source, 1);

    /// <summary>The smallest; of an empty sequence null where the type has it, and an error where it has not.</summary>
    public static T? Min<T>(this IEnumerable<T> source) => Outermost(source, -1);

    public static TResult? Max<T, TResult>(this IEnumerable<T> source, Func<T, TResult> selector) => source.Select(selector).Max();

    public static TResult? Min<T, TResult>(this IEnumerable<T> source, Func<T, TResult> selector) => source.Select(selector).Min();

    public static T? MaxBy<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        OutermostBy(source, key, comparer, 1);

    public static T? MinBy<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        OutermostBy(source, key, comparer, -1);

    /// <summary>The shared empty array where there is nothing, as System.Linq: records compare arrays by reference.</summary>
    public static T[] ToArray<T>(this IEnumerable<T> source) => new List<T>(source) is { Count: > 0 } list ? list.ToArray() : [];

    public static List<T> ToList<T>(this IEnumerable<T> source) => new(source);

    public static HashSet<T> ToHashSet<T>(this IEnumerable<T> source, IEqualityComparer<T>? comparer = null) => new(source, comparer);

    public static Dictionary<TKey, T> ToDictionary<T, TKey>(
        this IEnumerable<T> source, Func<T, TKey> key, IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull => source.ToDictionary(key, item => item, comparer);

    public static Dictionary<TKey, TValue> ToDictionary<T, TKey, TValue>(
        this IEnumerable<T> source, Func<T, TKey> key, Func<T, TValue> value, IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull
    {
        var found = new Dictionary<TKey, TValue>(comparer);
        foreach (var item in source)
        {
            found.Add(key(item), value(item));
        }
        return found;
    }

    private static T? Outermost<T>(IEnumerable<T> source, int sign)
    {
        T? found = default;
        var any = found is null;
        var first = true;
        foreach (var item in source)
        {
            if (item is null || (!first && Comparer<T>.Default.Compare(item, found) * sign <= 0))
            {
                continue;
            }
            (found, first, any) = (item, false, true);
        }
        return any ? found : throw Empty();
    }

    private static T? OutermostBy<T, TKey>(IEnumerable<T> source, Func<T, TKey> key, IComparer<TKey>? comparer, int sign)
    {
        comparer ??= Comparer<TKey>.Default;
        T? found = default;
        TKey? outermost = default;
        var any = false;
        foreach (var item in source)
        {
            var next = key(item);
            if (any && comparer.Compare(next, outermost) * sign <= 0)
            {
                continue;
            }
            (found, outermost, any) = (item, next, true);
        }
        return any || default(T) is null ? found : throw Empty();
    }

    private static InvalidOperationException Empty() => new("The sequence has no such element.");
}
