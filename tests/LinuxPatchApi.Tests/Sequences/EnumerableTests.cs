using Linq = System.Linq.Enumerable;
using Ours = LinuxPatchApi.Sequences.Enumerable;

namespace LinuxPatchApi.Tests.Sequences;

/// <summary>Each operator gives what System.Linq gives, for every short sequence over three values.</summary>
public sealed class EnumerableTests
{
    private static readonly (int Key, string Name)[] Values = [(1, "a"), (1, "b"), (2, "a")];

    /// <summary>Every sequence of up to four of the values.</summary>
    public static readonly IReadOnlyList<(int Key, string Name)[]> All =
        [.. Linq.SelectMany(Linq.Range(0, 5), length => Linq.Select(Linq.Range(0, (int)Math.Pow(3, length)), number =>
            Linq.ToArray(Linq.Select(Linq.Range(0, length), place => Values[number / (int)Math.Pow(3, place) % 3]))))];

    [Fact]
    public void Sequences_are_those_of_the_framework()
    {
        foreach (var s in All)
        {
            Same(s.Where(v => v.Key == 1), Ours.Where(s, v => v.Key == 1));
            Same(s.Where((v, i) => i > 0), Ours.Where(s, (v, i) => i > 0));
            Same(s.Select(v => v.Key), Ours.Select(s, v => v.Key));
            Same(s.Select((v, i) => (v, i)), Ours.Select(s, (v, i) => (v, i)));
            Same(s.SelectMany(v => s.Take(v.Key)), Ours.SelectMany(s, v => Ours.Take(s, v.Key)));
            Same(new object[] { 1, "a", 2 }.OfType<int>(), Ours.OfType<int>(new object[] { 1, "a", 2 }));
            Same(new object[] { 1, 2 }.Cast<int>(), Ours.Cast<int>(new object[] { 1, 2 }));
            Same(s.Concat(Values), Ours.Concat(s, Values));
            Same(s.Append(Values[0]), Ours.Append(s, Values[0]));
            Same(s.Prepend(Values[0]), Ours.Prepend(s, Values[0]));
            Same(s.DefaultIfEmpty(), Ours.DefaultIfEmpty(s));
            Same(s.SkipWhile(v => v.Key == 1), Ours.SkipWhile(s, v => v.Key == 1));
            Same(s.TakeWhile(v => v.Key == 1), Ours.TakeWhile(s, v => v.Key == 1));
            Same(s.Distinct(), Ours.Distinct(s));
            Same(s.DistinctBy(v => v.Name), Ours.DistinctBy(s, v => v.Name));
            Same(s.Union(Values), Ours.Union(s, Values));
            Same(Values.Except(s), Ours.Except(Values, s));
            Same(Values.Intersect(s), Ours.Intersect(Values, s));
            Same(s.Zip(Values, (a, b) => (a, b)), Ours.Zip(s, Values, (a, b) => (a, b)));
            Same(s.Chunk(2).Select(c => string.Join(',', c)), Ours.Chunk(s, 2).Select(c => string.Join(',', c)));
            Same(Linq.Reverse(s), Ours.Reverse(s));
            for (var n = -1; n < 6; n++)
            {
                Same(s.Skip(n), Ours.Skip(s, n));
                Same(s.Take(n), Ours.Take(s, n));
            }
        }
    }

    [Fact]
    public void Orders_and_groups_are_those_of_the_framework()
    {
        foreach (var s in All)
        {
            Same(s.Order(), Ours.Order(s));
            Same(s.OrderBy(v => v.Key), Ours.OrderBy(s, v => v.Key));
            Same(s.OrderByDescending(v => v.Key), Ours.OrderByDescending(s, v => v.Key));
            Same(s.OrderBy(v => v.Name).ThenBy(v => v.Key), Ours.OrderBy(s, v => v.Name).ThenBy(v => v.Key));
            Same(s.OrderBy(v => v.Name, StringComparer.Ordinal).ThenByDescending(v => v.Key),
                Ours.OrderBy(s, v => v.Name, StringComparer.Ordinal).ThenByDescending(v => v.Key));
            Same(s.GroupBy(v => v.Name).Select(g => (g.Key, string.Join(',', g))),
                Ours.GroupBy(s, v => v.Name).Select(g => (g.Key, string.Join(',', g))));
            var (theirs, ours) = (s.ToLookup(v => v.Name, v => v.Key), Ours.ToLookup(s, v => v.Name, v => v.Key));
            Same(theirs["a"], ours["a"]);
            Same(theirs["none"], ours["none"]);
            Assert.Equal(theirs.Contains("b"), ours.Contains("b"));
            Same(s.DistinctBy(v => v.Name).ToDictionary(v => v.Name, v => v.Key),
                Ours.ToDictionary(s.DistinctBy(v => v.Name), v => v.Name, v => v.Key));
        }
    }

    [Fact]
    public void Results_are_those_of_the_framework()
    {
        foreach (var s in All)
        {
            Same(() => s.Any(), () => Ours.Any(s));
            Same(() => s.Any(v => v.Key == 2), () => Ours.Any(s, v => v.Key == 2));
            Same(() => s.All(v => v.Key == 1), () => Ours.All(s, v => v.Key == 1));
            Same(() => Linq.Contains(s, Values[1]), () => Ours.Contains(s, Values[1]));
            Same(() => Linq.Contains(s.Select(v => v.Name), "B", StringComparer.OrdinalIgnoreCase),
                () => Ours.Contains(s.Select(v => v.Name), "B", StringComparer.OrdinalIgnoreCase));
            Same(() => s.Where(v => v.Key == 1).Count(), () => Ours.Count(Ours.Where(s, v => v.Key == 1)));
            Same(() => s.Count(v => v.Key == 1), () => Ours.Count(s, v => v.Key == 1));
            Same(() => s.First(), () => Ours.First(s));
            Same(() => s.First(v => v.Key == 2), () => Ours.First(s, v => v.Key == 2));
            Same(() => s.FirstOrDefault(), () => Ours.FirstOrDefault(s));
            Same(() => s.FirstOrDefault(v => v.Key == 2), () => Ours.FirstOrDefault(s, v => v.Key == 2));
            Same(() => s.LastOrDefault(), () => Ours.LastOrDefault(s));
            Same(() => s.LastOrDefault(v => v.Key == 1), () => Ours.LastOrDefault(s, v => v.Key == 1));
            Same(() => Linq.SequenceEqual(s, Values.Take(s.Length)), () => Ours.SequenceEqual(s, Values.Take(s.Length)));
            Same(() => Linq.SequenceEqual(s, Values), () => Ours.SequenceEqual(s, Values));
            Same(() => s.Aggregate(1, (sum, v) => (3 * sum) + v.Key), () => Ours.Aggregate(s, 1, (sum, v) => (3 * sum) + v.Key));
            Same(() => s.Sum(v => v.Key), () => Ours.Sum(s, v => v.Key));
            Same(() => s.Sum(v => (long)v.Key), () => Ours.Sum(s, v => (long)v.Key));
            Same(() => s.Sum(v => v.Key * (int.MaxValue / 2)), () => Ours.Sum(s, v => v.Key * (int.MaxValue / 2)));
            Same(() => s.Max(v => v.Key), () => Ours.Max(s, v => v.Key));
            Same(() => s.Min(v => v.Key), () => Ours.Min(s, v => v.Key));
            Same(() => s.Max(v => v.Key == 1 ? null : (int?)v.Key), () => Ours.Max(s, v => v.Key == 1 ? null : (int?)v.Key));
            Same(() => s.Min(v => v.Name), () => Ours.Min(s, v => v.Name));
            Same(() => s.MaxBy(v => v.Key), () => Ours.MaxBy(s, v => v.Key));
            Same(() => s.MinBy(v => v.Key), () => Ours.MinBy(s, v => v.Key));
            Same(s.ToArray(), Ours.ToArray(s));
            Same(s.ToList(), Ours.ToList(s));
            Same(s.ToHashSet(), Ours.ToHashSet(s));
        }
    }

    /// <summary>A sequence is read when it is asked for, and no further than needed.</summary>
    [Fact]
    public void Nothing_is_read_before_or_beyond_what_is_wanted()
    {
        var read = 0;
        var source = Ours.Select(Ours.Range(0, 10), i => read = i);
        Assert.Equal(0, read);
        Same([0, 1], Ours.Take(source, 2));
        Assert.Equal(1, read);
        Assert.True(Ours.Any(source, i => i == 3));
        Assert.Equal(3, read);
    }

    private static void Same<T>(IEnumerable<T> expected, IEnumerable<T> actual) => Assert.Equal(expected, actual);

    /// <summary>The same value, or an exception of the same kind.</summary>
    private static void Same<T>(Func<T> expected, Func<T> actual) => Assert.Equal(Result(expected), Result(actual));

    private static (T?, Type?) Result<T>(Func<T> read)
    {
        try
        {
            return (read(), null);
        }
        catch (Exception e)
        {
            return (default, e.GetType());
        }
    }
}
