using System.Text.Json;
using OAuthMail.Tokens;

namespace OAuthMail.Flows;

/// <summary>The device authorization grant (RFC 8628): the user signs in on another device.</summary>
internal sealed class DeviceCodeFlow(
    AuthorizationServer server, ClientRegistration client, IReadOnlyCollection<string> scopes, OAuthHttp http, FlowOptions options)
{
    /// <summary>The interval by RFC 8628 section 3.2 if the server does not return one.</summary>
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(5);

    /// <summary>The minimum interval. No user enters a code faster, and an interval near zero would be a loop without a pause.</summary>
    private static readonly TimeSpan MinimumInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MaximumInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaximumLifetime = TimeSpan.FromHours(1);

    private readonly OAuthEndpoint _endpoint = new(server, client, http, options);

    public async Task<DeviceAuthorization> BeginAsync(CancellationToken cancellationToken)
    {
        var endpoint = server.DeviceAuthorizationEndpoint
            ?? throw new InvalidOperationException("The authorization server has no device authorization endpoint.");
        var askedAt = options.TimeProvider.GetUtcNow();
        var answer = await _endpoint.PostAsync(endpoint, RequestSafety.Repeatable, (request, _) =>
        {
            askedAt = options.TimeProvider.GetUtcNow();

            // This is the authorization request of this grant. Its parameters, such as a resource (RFC 8707), determine which tokens can be
            // requested later.
            foreach (var extra in options.AuthorizationParameters) request.Form[extra.Key] = extra.Value;
            if (scopes.Count > 0) request.Form["scope"] = string.Join(" ", scopes);
            return default;
        }, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess) throw TokenErrors.FromAnswer(endpoint, answer, RequestSafety.Repeatable, client);
        return Read(endpoint, answer, askedAt);
    }

    /// <summary>Polls the token endpoint, at the interval that the server specifies, until the user has decided.</summary>
    /// <exception cref="TokenRequestException">The user declined, the codes have expired, or the server cannot be reached.</exception>
    public async Task<TokenGrant> PollAsync(DeviceAuthorization device, CancellationToken cancellationToken)
    {
        var clock = options.TimeProvider;
        var interval = device.Interval;

        // Elapsed time is measured, because the clock may be set while the user opens the page.
        var begun = clock.GetTimestamp();
        var left = device.ExpiresAt - clock.GetUtcNow();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (clock.GetElapsedTime(begun) + interval >= left) throw Expired(device);
            await clock.Delay(interval, cancellationToken).ConfigureAwait(false);
            try
            {
                using var grace = new GraceAfterCancellation(clock, cancellationToken);
                return await PollOnceAsync(device, grace.Token).ConfigureAwait(false);
            }
            catch (TokenRequestException tooFast) when (tooFast.Error is "slow_down")
            {
                interval += TimeSpan.FromSeconds(5);
            }
            catch (TokenRequestException pending) when (pending.Problem == Problems.SignInPending)
            {
                // The user has not decided yet.
            }
            catch (TokenRequestException passing) when (passing.Problem.Kind == ProblemKind.Transient)
            {
                // RFC 8628 section 3.5 requires a longer interval after a connection time-out.
                interval = Min(TimeSpan.FromTicks(interval.Ticks * 2), MaximumInterval);
                if (passing.RetryAfter is { } wait && wait > interval) interval = Min(wait, MaximumInterval);
            }
            catch (TokenRequestException ended) when (ended.Problem == Problems.DeviceCodeExpired || ended.Error is "code_expired")
            {
                throw Expired(device);
            }
        }
    }

    private Task<TokenGrant> PollOnceAsync(DeviceAuthorization device, CancellationToken cancellationToken) =>
        _endpoint.RequestTokenAsync(RequestSafety.RepeatedByCaller, (request, _) =>
        {
            request.Form["grant_type"] = server.DeviceGrantType;
            request.Form["device_code"] = device.DeviceCode;

            // Yandex uses this parameter name. Other servers ignore it.
            if (server.DeviceGrantType == "device_code") request.Form["code"] = device.DeviceCode;
            return default;
        }, cancellationToken);

    internal static DeviceAuthorization Read(Uri endpoint, OAuthAnswer answer, DateTimeOffset askedAt)
    {
        if (answer.Truncated) throw TokenErrors.NotJson(endpoint, answer, "the response is too large");
        try
        {
            using var document = ResponseJson.Parse(answer.Body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw TokenErrors.Invalid(endpoint, answer, "the response is not a JSON object");

            // Some servers return errors with status 200.
            if (JwtPayload.Get(root, "error") is not null && JwtPayload.Get(root, "device_code") is null)
            {
                throw TokenErrors.FromAnswer(endpoint, answer, RequestSafety.RepeatedByCaller);
            }
            var deviceCode = JwtPayload.GetText(root, "device_code");
            var userCode = JwtPayload.GetText(root, "user_code");
            var address = JwtPayload.GetText(root, "verification_uri") ?? JwtPayload.GetText(root, "verification_url");
            if (string.IsNullOrEmpty(deviceCode) || string.IsNullOrEmpty(userCode) || userCode!.Any(char.IsControl))
            {
                throw TokenErrors.Invalid(endpoint, answer, "the response has no device_code or no user_code");
            }
            if (Web(address) is not { } verification)
            {
                throw TokenErrors.Invalid(endpoint, answer, "the response has no verification_uri that is a web address");
            }
            var lifetime = TokenAnswer.ReadSeconds(root, "expires_in") ?? TimeSpan.FromMinutes(15);
            var interval = TokenAnswer.ReadSeconds(root, "interval") ?? DefaultInterval;
            return new DeviceAuthorization(
                deviceCode!, userCode!, verification, Web(JwtPayload.GetText(root, "verification_uri_complete")),
                askedAt + Min(lifetime, MaximumLifetime), interval <= TimeSpan.Zero
                    ? DefaultInterval : interval < MinimumInterval ? MinimumInterval
                    : Min(interval, MaximumInterval));
        }
        catch (JsonException)
        {
            throw TokenErrors.NotJson(endpoint, answer);
        }
    }

    /// <summary>
    /// Returns the address if it is a web address. Other schemes are not accepted, because the address is shown to a user and opened.
    /// </summary>
    private static Uri? Web(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? uri : null;

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TokenRequestException Expired(DeviceAuthorization device) =>
        new(
            Problems.DeviceCodeExpired,
            $"The code {device.UserCode} was not entered at {device.VerificationUri} "
            + $"before it expired at {device.ExpiresAt.UtcDateTime:u}.");
}
