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
    /// <param name="isStrict">
    /// Refuses a record with a member that is not known, and one that lacks a member that every release has written: either may narrow
    /// what is to be done.
    /// </param>
    public static JsonTypeInfo<Job> With(IReadOnlyList<RequestType> requests, bool isStrict)
    {
        RequestType[] all = [RequestType.Of<UnreadRequest>("unread", Default), .. requests];
        var options = new JsonSerializerOptions(Default.Options)
        {
            // Nobody shows a record in a browser, for which "<" alone would take six bytes.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            UnmappedMemberHandling = isStrict ? JsonUnmappedMemberHandling.Disallow : JsonUnmappedMemberHandling.Skip,
            TypeInfoResolver = JsonTypeInfoResolver.Combine([.. all.Select(r => r.Json).Distinct()]).WithAddedModifier(NameRequests)
                .WithAddedModifier(Require),
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

        // What a request was built with from the first release on, and no null: that is left out of a record.
        void Require(JsonTypeInfo info)
        {
            if (isStrict && (info.Type == typeof(Job) || info.Type.IsAssignableTo(typeof(JobRequest))))
            {
                foreach (var member in info.Properties)
                {
                    member.IsRequired |= member.Name == "status"
                        || member.AssociatedParameter is { IsMemberInitializer: false, HasDefaultValue: false, IsNullable: false };
                }
            }
        }
    }
}
