using LinuxPatchApi.Api.Answers;

namespace LinuxPatchApi.Tests.Api.OpenApi;

/// <summary>What the route table does not contain about an operation.</summary>
/// <param name="Parameters">Query parameters: name and schema as JSON.</param>
/// <param name="Body">Name of the request's schema; null for none.</param>
/// <param name="Answers">Success statuses and the type of their data; a null type is a document without envelope,
/// <see cref="string"/> an event stream.</param>
/// <param name="Reasons">Refusals specific to it; those common to all operations are added.</param>
internal sealed record Operation(
    string Tag,
    string Summary,
    (string Name, string Schema)[] Parameters,
    (string Schema, bool Required)? Body,
    (int Status, Type? Data)[] Answers,
    ApiReason[] Reasons);
