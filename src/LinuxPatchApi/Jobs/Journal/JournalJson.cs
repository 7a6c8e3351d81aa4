using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Journal;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobDetails))]
[JsonSerializable(typeof(UnreadRequest))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>Returns the JSON format of a record whose request is one of these kinds, each under its wire name.</summary>
    public static JsonTypeInfo<Job> With(IReadOnlyList<RequestType> requests)
    {
        RequestType[] all = [RequestType.Of<UnreadRequest>("unread", Default), .. requests];
        var options = new JsonSerializerOptions(Default.Options)
        {
            // Nobody shows a record in a browser, for which "<" alone would take six bytes.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = JsonTypeInfoResolver.Combine([.. all.Select(r => r.Json).Distinct()]).WithAddedModifier(NameRequests),
        };
        return (JsonTypeInfo<Job>)options.GetTypeInfo(typeof(Job));

        void NameRequests(JsonTypeInfo info)
        {
            if (info.Type == typeof(JobRequest))
            {
                info.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "kind" };
                foreach (var request in all)
                {
                    info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(request.Type, request.WireName));
                }
            }
        }
    }
}
