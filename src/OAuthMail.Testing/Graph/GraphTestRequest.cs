namespace OAuthMail.Testing;

/// <summary>Represents a request that the Graph test server received. It contains no token.</summary>
public sealed class GraphTestRequest
{
    internal GraphTestRequest(GraphOperation? operation, string method, string path, string query, string prefer, bool hasToken)
    {
        Operation = operation;
        Method = method;
        Path = path;
        Query = query;
        Prefer = prefer;
        HasToken = hasToken;
    }

    /// <summary>Gets the operation, or <see langword="null"/> if the server has no such operation.</summary>
    public GraphOperation? Operation { get; }

    /// <summary>Gets the HTTP method.</summary>
    public string Method { get; }

    /// <summary>Gets the path, such as <c>/v1.0/me/sendMail</c>.</summary>
    public string Path { get; }

    /// <summary>Gets the query, with its question mark, or an empty text.</summary>
    public string Query { get; }

    /// <summary>Gets the header Prefer.</summary>
    public string Prefer { get; }

    /// <summary>Gets a value that indicates whether the request had the header Authorization.</summary>
    public bool HasToken { get; }

    /// <summary>Gets the HTTP status of the response, or 0 before it and if the connection was cut.</summary>
    public int Status { get; internal set; }

    /// <summary>Returns the method and the path.</summary>
    /// <returns>Text without secrets.</returns>
    public override string ToString() => $"{Method} {Path} {Status}";
}
