using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Architecture;

/// <summary>Members that nobody uses are removed. Reads the compiled code of all assemblies of the product.</summary>
public sealed partial class UnusedMembersTests
{
    private static readonly HashSet<(Module, int)> Used =
        [.. CodeUses.Types.SelectMany(CodeUses.Methods)
            .SelectMany(user => CodeUses.Of(user).Where(m => !m.Equals(user)).Select(CodeUses.Key))];

    /// <summary>Every name after a dot in a test, benchmark or fuzzer; members may exist for them.</summary>
    private static readonly HashSet<string> Looked =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.EndsWith("/UnusedMembersTests.cs", StringComparison.Ordinal))
            .SelectMany(f => Word().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))];

    [Fact]
    public void Every_method_is_called()
    {
        var unused = Candidates().SelectMany(type => type.GetMethods(CodeUses.All))
            .Where(method => !IsCalledFromElsewhere(method) && !Used.Contains(CodeUses.Key(method)))
            .Where(member => !Looked.Contains(member.Name)).Select(Name).Order().ToList();
        Assert.True(unused.Count == 0, string.Join('\n', unused));
    }

    [Fact]
    public void Every_property_is_read_or_written()
    {
        var unused = Candidates().SelectMany(type => type.GetProperties(CodeUses.All))
            .Where(property => !CodeUses.IsGenerated(property)
                && property.GetAccessors(nonPublic: true).All(a => !a.IsVirtual && !Used.Contains(CodeUses.Key(a))))
            .Where(member => !Looked.Contains(member.Name)).Select(Name).Order().ToList();
        Assert.True(unused.Count == 0, string.Join('\n', unused));
    }

    private static IEnumerable<Type> Candidates() => CodeUses.Types.Where(type => !CodeUses.IsGenerated(type)
        && !typeof(JsonSerializerContext).IsAssignableFrom(type) && !typeof(Delegate).IsAssignableFrom(type)
            && type.Namespace?.StartsWith("LinuxPatchApi", StringComparison.Ordinal) == true);

    /// <summary>
    /// True when called through an interface, a base class, the runtime or native code, or when it is not a method of the source.
    /// </summary>
    private static bool IsCalledFromElsewhere(MethodInfo method) => method.IsVirtual || method.IsSpecialName || CodeUses.IsGenerated(method)
        || method.Name is "Main" or "Dispose"
            || method.GetCustomAttributes().Any(a => a.GetType().Name is "UnmanagedCallersOnlyAttribute" or "ModuleInitializerAttribute");

    private static string Name(MemberInfo member) => $"{member.DeclaringType!.FullName}.{member.Name}";

    [GeneratedRegex(@"[.{(]\s?(\w+)")]
    private static partial Regex Word();
}
