namespace LinuxPatchApi.Http.Routing;

/// <summary>Maps paths and methods to values. Built once, then read by any number of threads.</summary>
public sealed class RouteTable<T>
{
    private readonly RouteNode<T> _root = new();

    /// <summary>Builds the table.</summary>
    /// <exception cref="ArgumentException">
    /// A bug in the caller: a template that does not start with a slash, or a duplicate route.
    /// </exception>
    public RouteTable(IEnumerable<Route<T>> routes)
    {
        Routes = [.. routes];
        foreach (var route in Routes)
        {
            Add(route);
        }
    }

    /// <summary>All routes, in the order given.</summary>
    public IReadOnlyList<Route<T>> Routes { get; }

    /// <summary>
    /// Looks up a request. The path is already decoded, see <see cref="HttpRequest.Path"/>; with a trailing slash it is another path.
    /// </summary>
    public RouteMatch<T> Match(string method, string path)
    {
        List<string>? values = null;
        var node = path.StartsWith('/') ? _root.Find(path, ref values) : null;
        if (node is null)
        {
            return new(RouteMatchKind.NotFound, default, default, "");
        }
        if (node.For(method, out var names) is { } route)
        {
            return new(RouteMatchKind.Found, route.Value, new RouteValues(names, values), node.Allow);
        }
        return new(method == "OPTIONS" ? RouteMatchKind.Options : RouteMatchKind.MethodNotAllowed, default, default, node.Allow);
    }

    private void Add(Route<T> route)
    {
        if (!route.Template.StartsWith('/'))
        {
            throw new ArgumentException($"Template {route.Template} does not start with a slash.", nameof(route));
        }
        var node = _root;
        var names = new List<string>();
        foreach (var segment in route.Template[1..].Split('/'))
        {
            var isParameter = segment.StartsWith('{') && segment.EndsWith('}');
            if (isParameter)
            {
                names.Add(segment[1..^1]);
            }
            node = node.Child(segment, isParameter);
        }
        node.End(route, [.. names]);
    }
}
