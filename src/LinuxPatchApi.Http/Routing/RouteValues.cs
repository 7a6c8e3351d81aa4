namespace LinuxPatchApi.Http.Routing;

/// <summary>The decoded parameter values of a matched template.</summary>
public readonly struct RouteValues
{
    private readonly string[]? _names;
    private readonly List<string>? _values;

    /// <param name="values">Null when there are none.</param>
    internal RouteValues(string[] names, List<string>? values)
    {
        _names = names;
        _values = values;
    }

    /// <summary>Value of a parameter; never empty.</summary>
    /// <exception cref="ArgumentException">A bug in the caller: the template has no such parameter.</exception>
    public string this[string name]
    {
        get
        {
            var index = Array.IndexOf(_names ?? [], name);
            return index < 0 ? throw new ArgumentException("The route has no such parameter.", nameof(name)) : _values![index];
        }
    }
}
