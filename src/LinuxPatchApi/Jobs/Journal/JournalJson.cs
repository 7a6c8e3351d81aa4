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
[JsonSerializable(typeof(JobRest))]
[JsonSerializable(typeof(UnreadRequest))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>The form of a record whose request is one of these, each under its word.</summary>
    public static JsonTypeInfo<Job> With(IReadOnlyList<RequestType> requests)
    {
        RequestType[] all = [RequestType.Of<UnreadRequest>("unread", Default), .. requests];
        var options = new JsonSerializerOptions(Default.Options)
        {
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
                    info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(request.Type, request.Word));
                }
            }
        }
    }
}
