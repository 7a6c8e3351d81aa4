using System.Text.Json.Serialization;
using LinuxPatchApi.Api.Answers;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>The wire form of every document: snake_case, nulls written out, times in UTC with Z.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(SystemInfo))]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(PackageList))]
[JsonSerializable(typeof(PackageDetail))]
[JsonSerializable(typeof(PatchList))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(PlanChangedDetails))]
[JsonSerializable(typeof(JobAccepted))]
[JsonSerializable(typeof(UpdateAccepted))]
[JsonSerializable(typeof(RemoveAccepted))]
[JsonSerializable(typeof(RollbackAccepted))]
[JsonSerializable(typeof(ApplyAccepted))]
[JsonSerializable(typeof(RebootAccepted))]
[JsonSerializable(typeof(RebootCancelled))]
[JsonSerializable(typeof(RebootList))]
[JsonSerializable(typeof(JobAction))]
[JsonSerializable(typeof(JobDetail))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(SelfUpdateStatus))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(SummaryDocument))]
internal sealed partial class ApiJson : JsonSerializerContext;
