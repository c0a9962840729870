using Microsoft.AspNetCore.Http.Metadata;

namespace OAuthMail.AspNetCore.Endpoints;

/// <summary>Limits the size of requests: the forms of the connect page are small.</summary>
internal sealed class FormLimit : IRequestSizeLimitMetadata
{
    public static FormLimit Instance { get; } = new();

    public long? MaxRequestBodySize => 64 * 1024;
}
