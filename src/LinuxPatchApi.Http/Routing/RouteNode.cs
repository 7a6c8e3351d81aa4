namespace LinuxPatchApi.Http.Routing;

/// <summary>One path segment in the tree of routes.</summary>
internal sealed class RouteNode<T>
{
    private readonly Dictionary<string, RouteNode<T>> _literals = new(StringComparer.Ordinal);
    private readonly List<RouteEnd> _ends = [];
    private RouteNode<T>? _parameter;

    /// <summary>Value for the Allow header of the routes that end here; empty when there are none.</summary>
    public string Allow { get; private set; } = "";

    /// <summary>Returns the child for a template's segment, creating it when necessary.</summary>
    public RouteNode<T> Child(string segment, bool isParameter)
    {
        if (isParameter)
        {
            return _parameter ??= new RouteNode<T>();
        }
        if (!_literals.TryGetValue(segment, out var child))
        {
            _literals.Add(segment, child = new RouteNode<T>());
        }
        return child;
    }

    /// <summary>Adds a route that ends here.</summary>
    /// <exception cref="ArgumentException">The same method and path twice: a bug in the caller.</exception>
    public void End(Route<T> route, string[] names)
    {
        if (_ends.Exists(end => end.Route.Method == route.Method))
        {
            throw new ArgumentException($"Route {route.Method} {route.Template} is registered twice.", nameof(route));
        }
        _ends.Add(new RouteEnd(route, names));
        var methods = _ends.Select(end => end.Route.Method).Append("OPTIONS");
        Allow = string.Join(", ", methods.Concat(methods.Contains("GET") ? ["HEAD"] : []).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Returns the node where a path ends, or null; literal segments take precedence over parameters.</summary>
    public RouteNode<T>? Find(ReadOnlySpan<char> rest, ref List<string>? values)
    {
        if (rest.IsEmpty)
        {
            return _ends.Count > 0 ? this : null;
        }
        var slash = rest[1..].IndexOf('/');
        var segment = slash < 0 ? rest[1..] : rest.Slice(1, slash);
        var next = slash < 0 ? [] : rest[(slash + 1)..];
        if (_literals.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(segment, out var child)
            && child.Find(next, ref values) is { } literal)
        {
            return literal;
        }
        if (_parameter is null || segment.IsEmpty)
        {
            return null;
        }
        (values ??= []).Add(segment.ToString());
        if (_parameter.Find(next, ref values) is { } found)
        {
            return found;
        }
        values!.RemoveAt(values.Count - 1);
        return null;
    }

    /// <summary>Returns the route for a method at this node, or null; HEAD falls back to GET.</summary>
    public Route<T>? For(string method, out string[] names)
    {
        var end = EndOf(method) ?? (method == "HEAD" ? EndOf("GET") : null);
        names = end?.Names ?? [];
        return end?.Route;
    }

    private RouteEnd? EndOf(string method)
    {
        foreach (var end in _ends)
        {
            if (end.Route.Method == method)
            {
                return end;
            }
        }
        return null;
    }

    private sealed record RouteEnd(Route<T> Route, string[] Names);
}
