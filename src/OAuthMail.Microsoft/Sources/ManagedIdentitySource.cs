using Microsoft.Extensions.Logging;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.AppConfig;
using OAuthMail.Accounts;
using OAuthMail.Flows;
using OAuthMail.Microsoft.Msal;

namespace OAuthMail.Microsoft.Sources;

/// <summary>
/// Acquires tokens for the identity that Azure assigns to a machine or a service. MSAL knows the endpoint of each Azure service.
/// </summary>
internal sealed class ManagedIdentitySource : ITokenSource
{
    private const string DefaultScope = "/.default";

    private readonly ManagedIdentityId _identity;
    private readonly string _id;
    private readonly string _resource;
    private readonly OAuthHttp _http;
    private readonly FlowOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly TokenKey _key;

    public ManagedIdentitySource(AccountRegistration registration, string name, OAuthHttp http, FlowOptions options, ILoggerFactory loggers)
    {
        _id = registration.Client.ClientId;
        var scope = registration.Scopes[0];
        _identity = _id == AccountRegistration.SystemAssigned ? ManagedIdentityId.SystemAssigned
            : _id[0] == '/' ? ManagedIdentityId.WithUserAssignedResourceId(_id)
            : ManagedIdentityId.WithUserAssignedClientId(_id);
        _resource = scope.EndsWith(DefaultScope, StringComparison.Ordinal) ? scope.Substring(0, scope.Length - DefaultScope.Length) : scope;
        _http = http;
        _options = options;
        _loggers = loggers;
        _key = TokenKey.Create("managed-identity", _id, _resource);
        Name = name;
    }

    public string Name { get; }

    /// <summary>
    /// Gets <see langword="false"/>. The identity belongs to one machine, so another machine that uses the same store must not read its
    /// token.
    /// </summary>
    public bool UsesStore => false;

    public TokenKey GetKey(AccessTokenRequest request) => _key;

    public async ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken)
    {
        using var http = new ManagedIdentityHttpFactory(_http, _options);
        var application = ManagedIdentityApplicationBuilder.Create(_identity)
            .WithHttpClientFactory(http, retryOnceOn5xx: false)
            .WithLogging(MsalApplicationFactory.CreateLog(_loggers), enablePiiLogging: false)
            .Build();
        var (requestedAt, requestedAtByMsal) = (_options.TimeProvider.GetUtcNow(), DateTimeOffset.UtcNow);
        try
        {
            var result = await application.AcquireTokenForManagedIdentity(_resource)
                .WithForceRefresh(true)
                .ExecuteAsync(cancellationToken).ConfigureAwait(false);

            // MSAL computes the expiration with the system's clock. Only the lifetime is used, because the configured clock may differ.
            return new TokenGrant(new AccessToken(result.AccessToken, requestedAt, requestedAt + (result.ExpiresOn - requestedAtByMsal)));
        }
        catch (MsalException) when (http.Handler.Failure is { SourceException: OAuthMailException } known)
        {
            known.Throw();
            throw;
        }
        catch (Exception failure) when (failure is not (OAuthMailException or OutOfMemoryException)
            && !(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw Translate(failure, http.Handler.LastAnswer);
        }
    }

    private TokenRequestException Translate(Exception failure, OAuthAnswer? last)
    {
        // The status comes from the response, because MSAL's exception has none if the endpoint of a virtual machine rejects the request.
        var status = (int?)last?.Status ?? 0;
        var source = failure is MsalException msal
            && msal.AdditionalExceptionData.TryGetValue(MsalException.ManagedIdentitySource, out var name)
            ? $" ({name})"
            : "";
        var code = (failure as MsalException)?.ErrorCode ?? failure.GetType().Name;
        var identity = _id == AccountRegistration.SystemAssigned ? "the system-assigned managed identity" : $"the managed identity '{_id}'";
        var problem = IsEnvironment(failure) ? Problems.ManagedIdentityEnvironment
            : status is >= 400 and < 500 and not (404 or 408 or 410 or 429)
                ? Problems.ManagedIdentityRefused
                : Problems.ManagedIdentityUnreachable;
        var answer = status == 0 ? "" : $", HTTP status {status}";
        return new TokenRequestException(
            problem, $"The token request of {identity}{source} for {_resource} failed: {code}{answer}.",
            HasHeader(failure) ? null : failure)
        {
            StatusCode = last?.Status,
            RetryAfter = last?.RetryAfter,
        };
    }

    /// <summary>Returns whether the environment is at fault. MSAL then sends no request, and a repetition does not help.</summary>
    private static bool IsEnvironment(Exception failure) => failure is UriFormatException || failure is MsalException
    {
        ErrorCode: MsalError.InvalidManagedIdentityEndpoint or MsalError.UserAssignedManagedIdentityNotSupported
            or MsalError.UserAssignedManagedIdentityNotConfigurableAtRuntime,
    };

    /// <summary>Returns whether an exception may contain the value of a header, which can be a secret.</summary>
    private static bool HasHeader(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is FormatException and not UriFormatException) return true;
        }

        return false;
    }
}
