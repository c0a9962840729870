using System.Net.Sockets;
using System.Text;
using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Errors.Recognition;
using OAuthMail.Networking;
using OAuthMail.Sasl;

namespace OAuthMail.ConnectionTest;

/// <summary>One connection of a test, from the name resolution to the logout.</summary>
/// <param name="context">The test.</param>
/// <param name="renew">
/// Requests another token after a rejection, or <see langword="null"/> if the token has been renewed before.
/// </param>
internal sealed class ConnectionAttempt(ConnectionTestContext context, Func<AccessToken, Task<AccessToken>>? renew)
    : IConnectionAttempt
{
    private static readonly TimeSpan LogoutTimeout = TimeSpan.FromSeconds(5);

    private readonly ConnectSteps _connect = new(context);
    private MailProbe? _probe;
    private OAuthMechanism _mechanism;

    /// <summary>Gets why the server rejected the token, or <see langword="null"/> if it did not or a new token would not help.</summary>
    public Problem? Rejection { get; private set; }

    /// <summary>Gets the request for another token after a rejection.</summary>
    public Task<AccessToken>? Renewal { get; private set; }

    public byte[]? FetchedMessage { get; private set; }

    /// <summary>Connects to the server, verifies its certificate and selects a mechanism.</summary>
    public async Task<bool> ConnectAsync(CancellationToken cancellationToken)
    {
        if (!await _connect.OpenAsync(cancellationToken).ConfigureAwait(false)) return false;
        _probe = MailProbe.Create(
            context.Protocol, _connect.Connection!, context.Tester.LocalHostName ?? context.Account.Connection.LocalHostName);
        var implicitTls = context.Endpoint.Tls == TlsMode.Implicit;
        if (implicitTls && !await SecureAsync(cancellationToken).ConfigureAwait(false)) return false;
        if (!await StepAsync(ConnectionStepKind.Greeting, GreetAsync, cancellationToken).ConfigureAwait(false)) return false;
        if (!implicitTls && !await UpgradeAsync(cancellationToken).ConfigureAwait(false)) return false;
        return await StepAsync(ConnectionStepKind.Capabilities, ChooseMechanismAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Logs in and runs the requested steps.</summary>
    public async Task UseAsync(AccessToken token, CancellationToken cancellationToken)
    {
        if (!context.LoginOnly)
        {
            await StepAsync(
                ConnectionStepKind.Claims, (result, _) => CheckClaimsAsync(token, result), cancellationToken).ConfigureAwait(false);
        }
        var accepted = await StepAsync(
            ConnectionStepKind.Authenticate, (result, cancel) => LoginAsync(token, result, cancel),
            cancellationToken).ConfigureAwait(false);
        if (accepted && Rejection is null) await UseMailboxAsync(cancellationToken).ConfigureAwait(false);
        await LeaveAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _connect.Dispose();

    private Task<bool> StepAsync(
        ConnectionStepKind kind, Func<StepResult, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        context.Runner.RunAsync(kind, context.Tester.StepTimeout, action, cancellationToken);

    private Task<bool> SecureAsync(CancellationToken cancellationToken) =>
        StepAsync(ConnectionStepKind.Tls, _connect.SecureAsync, cancellationToken);

    private async Task GreetAsync(StepResult result, CancellationToken cancellationToken)
    {
        var reply = await _probe!.ReadGreetingAsync(cancellationToken).ConfigureAwait(false);
        result.ServerWords.AddRange(reply.Lines);
        if (!reply.IsOk) throw Rejected(reply, Problems.ServerNotReady);
    }

    /// <summary>Starts TLS. Capabilities received without TLS can be forged, so only STARTTLS is read from them.</summary>
    private async Task<bool> UpgradeAsync(CancellationToken cancellationToken)
    {
        if (!await StepAsync(ConnectionStepKind.Capabilities, ReadCapabilitiesAsync, cancellationToken).ConfigureAwait(false)) return false;
        var upgraded = await StepAsync(
            ConnectionStepKind.StartTls,
            async (result, cancel) =>
            {
                if (!_probe!.OffersStartTls)
                {
                    throw new WireException(Problems.StartTlsMissing, $"The server does not offer {_probe.StartTlsCommand}.");
                }
                var reply = await _probe.StartTlsAsync(cancel).ConfigureAwait(false);
                result.ServerWords.AddRange(reply.Lines);
                if (!reply.IsOk) throw Rejected(reply, Problems.StartTlsRefused);
            },
            cancellationToken).ConfigureAwait(false);
        return upgraded && await SecureAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadCapabilitiesAsync(StepResult result, CancellationToken cancellationToken)
    {
        var reply = await _probe!.ReadCapabilitiesAsync(cancellationToken).ConfigureAwait(false);
        result.ServerWords.AddRange(reply.Lines);
        if (!reply.IsOk && _probe.Mechanisms is not null) throw Rejected(reply, Problems.ServerNotReady);
    }

    private async Task ChooseMechanismAsync(StepResult result, CancellationToken cancellationToken)
    {
        await ReadCapabilitiesAsync(result, cancellationToken).ConfigureAwait(false);
        var wanted = context.Options.Mechanism is { } one ? [one] : context.Provider.Mechanisms;
        var offered = _probe!.Mechanisms;
        var usable = wanted.Where(mechanism => offered is null || offered.Contains(OAuthMechanisms.GetName(mechanism))).ToArray();
        if (usable.Length > 0)
        {
            _mechanism = usable[0];
            var unlisted = offered is null ? "; the server lists no mechanisms" : "";
            result.Detail = $"login with {OAuthMechanisms.GetName(_mechanism)}{unlisted}";
            return;
        }

        var names = string.Join(" or ", wanted.Select(OAuthMechanisms.GetName));
        var list = offered!.Count == 0 ? "no mechanisms" : string.Join(", ", offered.Select(context.Redactor.Clean));
        throw new WireException(Problems.MechanismMissing, $"The account requires {names}; the server offers {list}.");
    }

    private Task CheckClaimsAsync(AccessToken token, StepResult result)
    {
        ClaimsCheck.Run(context.Account, context.Protocol, context.Tester.TimeProvider.GetUtcNow(), token, result);
        return Task.CompletedTask;
    }

    private async Task LoginAsync(AccessToken token, StepResult result, CancellationToken cancellationToken)
    {
        var user = context.Account.GetUserName(context.Protocol);
        var message = _mechanism == OAuthMechanism.XOAuth2
            ? XOAuth2Message.ToBase64(user, token)
            : OAuthBearerMessage.ToBase64(user, token, context.Endpoint.Host, context.Endpoint.Port);
        context.Redactor.Add(message);

        var name = OAuthMechanisms.GetName(_mechanism);
        var takesOneLine = context.Protocol == MailProtocol.Smtp && context.Provider.SmtpTakesOneLine;
        var initial = context.Protocol != MailProtocol.Pop3
            && (context.Options.InitialResponse ?? (takesOneLine || _probe!.PrefersInitialResponse(name, message)));
        result.Detail = $"{name} as {user}, {(initial ? "in one line" : "in two lines")}";
        var acknowledgement = Convert.ToBase64String(OAuthMechanisms.GetErrorAcknowledgement(_mechanism));
        LoginReply login;
        try
        {
            login = await _probe!.AuthenticateAsync(
                name, message, initial, context.Options.InitialResponse is null, acknowledgement, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception lost) when (
            !cancellationToken.IsCancellationRequested && IsConnectionLoss(lost) && LoginLength.Explains(message.Length, isHangUp: true))
        {
            throw new WireException(
                Problems.TokenTooLong, $"The server closed the connection after {LoginLength.Describe(message.Length)}.", null, lost);
        }

        var challenge = SaslErrorChallenge.TryParse(login.Challenge);
        if (challenge is not null) challenge = SaslErrorChallenge.TryParse(Encoding.UTF8.GetBytes(context.Redactor.Clean(challenge.Json)));
        if (challenge is not null) result.ServerWords.Add(challenge.Json);
        result.ServerWords.AddRange(login.Reply.Lines);
        if (login.Reply.IsOk)
        {
            if (_probe is ImapProbe imap) await imap.ReadCapabilitiesAfterLoginAsync(login.Reply, cancellationToken).ConfigureAwait(false);
            return;
        }

        var evidence = context.CreateEvidence(ReplyStep.Login, login.Reply.Lines) with
        {
            Challenge = challenge,
            IsFreshToken = renew is null,
        };
        var match = ServerReplyCatalogue.Find(evidence);
        var isTooLong = challenge is null && (LoginLength.Explains(message.Length, isHangUp: false)
            || (!login.IsInitial && ServerReplyCatalogue.IsLineTooLong(login.Reply.Lines)));
        if (isTooLong) match = new ServerReplyMatch(Problems.TokenTooLong, null);
        if (isTooLong) result.Detail += $", {LoginLength.Describe(message.Length)}";
        var failure = Rejected(login.Reply, match, evidence);
        if (renew is null || !match.NewTokenMayHelp) throw failure;

        // A token that is too new to be renewed is known at once: then the login is the step that failed.
        Renewal = renew(token).Observed();
        if (FindRefusal(Renewal, token) is { } refusal)
        {
            result.Detail += $"; {refusal}";
            throw failure;
        }

        Rejection = match.Problem;
        result.Exception = failure;
        result.Warn(match.Problem, "rejected");
    }

    /// <summary>Returns why there is no other token, or <see langword="null"/> if there may be one.</summary>
    public static string? FindRefusal(Task<AccessToken> renewal, AccessToken rejected) => renewal.Status switch
    {
        TaskStatus.Faulted when renewal.Exception!.InnerException is TokenRejectedException refused => refused.Detail.TrimEnd('.'),
        TaskStatus.RanToCompletion when renewal.Result.Value == rejected.Value => "the token provider returned the rejected token again",
        _ => null,
    };

    private static bool IsConnectionLoss(Exception failure) =>
        failure is IOException or SocketException || (failure is WireException wire && wire.Problem == Problems.ConnectionLost);

    private async Task UseMailboxAsync(CancellationToken cancellationToken)
    {
        var mailbox = MailboxStep.Create(context, _probe!);
        if (context.LoginOnly && context.Protocol == MailProtocol.Smtp) return;
        if (!await StepAsync(ConnectionStepKind.OpenMailbox, mailbox.OpenAsync, cancellationToken).ConfigureAwait(false)) return;
        if (context.LoginOnly || mailbox.Transfer is not { } kind) return;
        await context.Runner.RunAsync(kind, context.Tester.TransferTimeout, mailbox.TransferAsync, cancellationToken).ConfigureAwait(false);
        FetchedMessage = mailbox.FetchedMessage;
    }

    /// <summary>Logs out if the connection still works. The server's reply does not change the result.</summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        var failure = context.Runner.Steps[context.Runner.Steps.Count - 1].Problem;
        if (failure is not null
            && (failure.Kind is ProblemKind.Protocol or ProblemKind.Security || failure == Problems.ConnectionLost
                || failure == Problems.MailServerSilent || failure == Problems.DeliveryUnknown))
        {
            return;
        }
        using var limit = new TimeLimit(context.Tester.TimeProvider, LogoutTimeout, cancellationToken);
        try
        {
            await _probe!.LogoutAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private MailServerException Rejected(ServerReply reply, Problem otherwise)
    {
        var evidence = context.CreateEvidence(ReplyStep.Connect, reply.Lines);
        var match = ServerReplyCatalogue.Find(evidence);
        var isGeneral = match.Problem == Problems.ServerRefused || match.Problem == Problems.ServerNotReady;
        return Rejected(reply, isGeneral ? new ServerReplyMatch(otherwise, null) : match, evidence);
    }

    private MailServerException Rejected(ServerReply reply, ServerReplyMatch match, ReplyEvidence evidence) =>
        MailboxStep.Rejected(context, reply, match, evidence);
}
