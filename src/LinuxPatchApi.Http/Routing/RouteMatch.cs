namespace LinuxPatchApi.Http.Routing;

/// <summary>Result of a lookup.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Value">The registered value; default unless found.</param>
/// <param name="Values">Values of the template's parameters; empty unless found.</param>
/// <param name="Allow">Value for the Allow header, empty for <see cref="RouteMatchKind.NotFound"/>.</param>
public readonly record struct RouteMatch<T>(RouteMatchKind Kind, T? Value, RouteValues Values, string Allow);
