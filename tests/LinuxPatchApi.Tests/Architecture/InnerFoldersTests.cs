using System.Reflection;

namespace LinuxPatchApi.Tests.Architecture;

/// <summary>The second level of folders: namespaces of the compiled code and the types they use.</summary>
public sealed class InnerFoldersTests
{
    /// <summary>Files in a folder. Origin: a listing that is readable at a glance.</summary>
    private const int MostFiles = 15;

    /// <summary>Folders that are still larger. The list only shrinks: remove a line when its folder has been split.</summary>
    private static readonly string[] StillLarge = [];

    [Fact]
    public void Folders_use_each_other_in_one_direction() => Assert.Empty(Circles());

    [Fact]
    public void Folders_are_small()
    {
        var large = SourceTree.Files.GroupBy(f => Path.GetDirectoryName(SourceTree.Short(f))!).Where(g => g.Count() > MostFiles)
            .Select(g => g.Key);
        Same(StillLarge, large);
    }

    private static void Same(IEnumerable<string> known, IEnumerable<string> found)
    {
        var more = found.Except(known).ToList();
        Assert.True(more.Count == 0, string.Join('\n', more));
    }

    /// <summary>Returns each folder that depends on itself.</summary>
    private static IEnumerable<string> Circles()
    {
        var arrows = Arrows().GroupBy(a => a.From).ToDictionary(g => g.Key, g => g.Select(a => a.To).ToHashSet());
        var reach = arrows.Keys.ToDictionary(from => from, from =>
        {
            var seen = new HashSet<string>();
            var next = new Queue<string>(arrows[from]);
            while (next.TryDequeue(out var to))
            {
                if (seen.Add(to))
                {
                    arrows.GetValueOrDefault(to)?.ToList().ForEach(next.Enqueue);
                }
            }
            return seen;
        });
        return reach.Where(r => r.Value.Contains(r.Key)).Select(r => r.Key["LinuxPatchApi.".Length..]);
    }

    private static IEnumerable<(string From, string To)> Arrows()
    {
        foreach (var type in CodeUses.Types)
        {
            if (Folder(type) is not { } from)
            {
                continue;
            }
            foreach (var to in Named(type).Select(Folder).OfType<string>().Distinct().Where(to => to != from))
            {
                yield return (from, to);
            }
        }
    }

    private static IEnumerable<Type?> Named(Type type) =>
    [
        type.BaseType,
        .. type.GetInterfaces(),
        .. type.GetFields(CodeUses.All).Select(f => f.FieldType),
        .. CodeUses.Methods(type).SelectMany(m => m.GetParameters().Select(p => p.ParameterType)),
        .. type.GetMethods(CodeUses.All).Select(m => m.ReturnType),
        .. CodeUses.Methods(type).SelectMany(CodeUses.Of).Select(m => m as Type ?? m.DeclaringType),
    ];

    /// <summary>Returns the namespace of a type; null for types of other assemblies.</summary>
    private static string? Folder(Type? type)
    {
        while (type?.HasElementType == true)
        {
            type = type.GetElementType();
        }
        return type is not null && CodeUses.Product.Contains(type.Assembly)
            && type.Namespace?.StartsWith("LinuxPatchApi", StringComparison.Ordinal) == true ? type.Namespace : null;
    }
}
