using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Tests.Api.OpenApi;
using Xunit;

namespace LinuxPatchApi.Tests.Api.Contracts;

/// <summary>The native binary has the descriptions of six types of the documents and no others (aot/substitutions.xml).</summary>
public sealed class ApiJsonTests
{
    /// <summary>Written by the serializer in the samples, as no answer is that document: lists are written piece by piece.</summary>
    private static readonly HashSet<string> WrittenInPieces = ["PackageList", "JobList"];

    [Fact]
    public void Documents_are_written_without_the_descriptions_of_their_types()
    {
        Assert.All(
            WireSamples.All.Where(sample => !WrittenInPieces.Contains(sample.Schema)), sample => Assert.NotEqual("null", sample.Json));
        var asked = typeof(ApiJson).GetFields(BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(field => field.FieldType.IsAssignableTo(typeof(JsonTypeInfo)) && field.GetValue(ApiJson.Default) is not null)
            .Select(field => field.Name.TrimStart('_'))
            .Except(WrittenInPieces)
            .Order();
        Assert.Equal(["NullableBoolean", "NullableGuid", "NullableInt32", "NullableInt64", "NullableWireTime", "WireTime"], asked);
    }

    [Fact]
    public void Every_document_of_an_answer_has_a_sample()
    {
        var samples = WireSamples.All.Select(sample => sample.Schema).ToHashSet(StringComparer.Ordinal);
        var parts = new[] { nameof(Package), nameof(JobSummary), nameof(PlanChangedDetails) };
        Assert.All(
            typeof(ApiJson).GetMethods().Where(method => method is { Name: "Write", IsStatic: true })
                .Select(method => method.GetParameters()[1].ParameterType.Name)
                .Except(parts),
            document => Assert.Contains(document, samples));
    }
}
