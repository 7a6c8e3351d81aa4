namespace LinuxPatchApi.Http.Routing;

/// <summary>One row of a route table.</summary>
/// <param name="Method">Upper-case method. GET also answers HEAD.</param>
/// <param name="Template">Path; a segment <c>{name}</c> matches one non-empty segment.</param>
/// <param name="Value">The value that a match returns.</param>
public sealed record Route<T>(string Method, string Template, T Value);
