namespace LinuxPatchApi.Http.Routing;

/// <summary>One line of a route table.</summary>
/// <param name="Method">Upper-case method. GET also answers HEAD.</param>
/// <param name="Template">Path; a segment <c>{name}</c> stands for one non-empty segment.</param>
/// <param name="Value">What a match returns.</param>
public sealed record Route<T>(string Method, string Template, T Value);
