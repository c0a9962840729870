using System.Net.Sockets;
using System.Text;
using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Errors.Recognition;
using OAuthMail.Networking;
using OAuthMail.Sasl;

namespace OAuthMail.ConnectionTest;

/// <summary>One connection, from the host's name to the goodbye.</summary>
internal sealed class ConnectionAttempt(AttemptContext context, bool retryRefused) : IDisposable
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(5);

    private readonly ConnectionOpening _opening = new(context);
    private MailSession? _session;
    private OAuthMechanism _mechanism;

    /// <summary>Why the token was refused, if another one may help.</summary>
    public Problem? Refusal { get; private set; }

    public byte[]? FetchedMessage { get; private set; }

    /// <summary>Goes as far as a verified server that takes tokens.</summary>
    public async Task<bool> ConnectAsync(CancellationToken cancellationToken)
    {
        if (!await _opening.OpenAsync(cancellationToken).ConfigureAwait(false)) return false;
        _session = MailSession.Create(
            context.Protocol, _opening.Connection!, context.Tester.LocalHostName ?? context.Account.Connection.LocalHostName);
        var implicitTls = context.Endpoint.Tls == TlsMode.Implicit;
        if (implicitTls && !await StepAsync(ConnectionStepKind.Tls, SecureAsync, cancellationToken).ConfigureAwait(false)) return false;
        if (!await StepAsync(ConnectionStepKind.Greeting, GreetAsync, cancellationToken).ConfigureAwait(false)) return false;
        if (!implicitTls && !await UpgradeAsync(cancellationToken).ConfigureAwait(false)) return false;
        return await StepAsync(ConnectionStepKind.Capabilities, ChooseMechanismAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Logs in, and does what was asked for.</summary>
    public async Task UseAsync(AccessToken token, CancellationToken cancellationToken)
    {
        if (!context.LoginOnly)
        {
            await StepAsync(
                ConnectionStepKind.Claims, (notes, _) => CheckClaimsAsync(token, notes), cancellationToken).ConfigureAwait(false);
        }
        var accepted = await StepAsync(
            ConnectionStepKind.Authenticate, (notes, cancel) => LoginAsync(token, notes, cancel), cancellationToken).ConfigureAwait(false);
        if (accepted && Refusal is null) await WorkAsync(cancellationToken).ConfigureAwait(false);
        await LeaveAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _opening.Dispose();

    private Task<bool> StepAsync(
        ConnectionStepKind kind, Func<StepNotes, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        context.Log.RunAsync(kind, context.Tester.StepTimeout, action, cancellationToken);

    private async Task SecureAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        var check = new CertificateCheck(context.Endpoint.Host, context.Tester.ServerCertificateValidationCallback);
        try
        {
            var settings = new TlsSettings(
                context.Endpoint.Host, check.Validate, context.CheckRevocation, context.Account.Connection.GetClientCertificate());
            await _opening.Connection!.SecureAsync(settings, cancellationToken).ConfigureAwait(false);
            notes.Detail = $"{_opening.Connection.DescribeTls()}, {check.Description}";
        }
        catch (Exception failure) when (check.Problem is { } problem && !cancellationToken.IsCancellationRequested)
        {
            throw new WireException(problem, check.Explain(), null, failure);
        }
    }

    private async Task GreetAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        var reply = await _session!.ReadGreetingAsync(cancellationToken).ConfigureAwait(false);
        notes.Words.AddRange(reply.Lines);
        if (!reply.IsOk) throw Refused(reply, Problems.ServerNotReady);
    }

    /// <summary>What the server says in clear is good for one thing: to see that it can begin TLS.</summary>
    private async Task<bool> UpgradeAsync(CancellationToken cancellationToken)
    {
        if (!await StepAsync(ConnectionStepKind.Capabilities, ReadCapabilitiesAsync, cancellationToken).ConfigureAwait(false)) return false;
        var upgraded = await StepAsync(
            ConnectionStepKind.StartTls,
            async (notes, cancel) =>
            {
                if (!_session!.OffersStartTls)
                {
                    throw new WireException(Problems.StartTlsMissing, $"The server does not offer {_session.StartTlsCommand}.");
                }
                var reply = await _session.StartTlsAsync(cancel).ConfigureAwait(false);
                notes.Words.AddRange(reply.Lines);
                if (!reply.IsOk) throw Refused(reply, Problems.StartTlsRefused);
            },
            cancellationToken).ConfigureAwait(false);
        return upgraded && await StepAsync(ConnectionStepKind.Tls, SecureAsync, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadCapabilitiesAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        var reply = await _session!.ReadCapabilitiesAsync(cancellationToken).ConfigureAwait(false);
        notes.Words.AddRange(reply.Lines);
        if (!reply.IsOk && _session.Mechanisms is not null) throw Refused(reply, Problems.ServerNotReady);
    }

    private async Task ChooseMechanismAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        await ReadCapabilitiesAsync(notes, cancellationToken).ConfigureAwait(false);
        var wanted = context.Options.Mechanism is { } one ? [one] : context.Provider.Mechanisms;
        var offered = _session!.Mechanisms;
        var usable = wanted.Where(mechanism => offered is null || offered.Contains(OAuthMechanisms.GetName(mechanism))).ToArray();
        if (usable.Length > 0)
        {
            _mechanism = usable[0];
            notes.Detail = $"login with {OAuthMechanisms.GetName(_mechanism)}{(offered is null ? ", though the server does not say what it takes" : "")}";
            return;
        }

        var names = string.Join(" or ", wanted.Select(OAuthMechanisms.GetName));
        throw new WireException(
            Problems.MechanismMissing,
            $"This account logs in with {names}; the server offers {(offered!.Count == 0 ? "no mechanism at all" : string.Join(", ", offered.Select(context.Redactor.Clean)))}.");
    }

    private Task CheckClaimsAsync(AccessToken token, StepNotes notes)
    {
        ClaimsCheck.Run(context, token, notes);
        return Task.CompletedTask;
    }

    private async Task LoginAsync(AccessToken token, StepNotes notes, CancellationToken cancellationToken)
    {
        var user = context.Account.GetUserName(context.Protocol);
        var message = _mechanism == OAuthMechanism.XOAuth2
            ? XOAuth2Message.ToBase64(user, token)
            : OAuthBearerMessage.ToBase64(user, token, context.Endpoint.Host, context.Endpoint.Port);
        context.Redactor.Add(message);

        var name = OAuthMechanisms.GetName(_mechanism);
        var initial = context.Protocol != MailProtocol.Pop3
            && (context.Options.InitialResponse ?? _session!.PrefersInitialResponse(name, message));
        notes.Detail = $"{name} as {user}, {(initial ? "in one line" : "in two lines")}";
        var acknowledgement = Convert.ToBase64String(OAuthMechanisms.GetErrorAcknowledgement(_mechanism));
        LoginReply login;
        try
        {
            login = await _session!.AuthenticateAsync(name, message, initial, acknowledgement, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception lost) when (
            !cancellationToken.IsCancellationRequested && IsHangUp(lost) && LoginLength.Explains(message.Length, isHangUp: true))
        {
            throw new WireException(Problems.TokenTooLong, $"The server hung up on {LoginLength.Describe(message.Length)}.", null, lost);
        }

        var challenge = SaslErrorChallenge.TryParse(login.Challenge);
        if (challenge is not null) challenge = SaslErrorChallenge.TryParse(Encoding.UTF8.GetBytes(context.Redactor.Clean(challenge.Json)));
        if (challenge is not null) notes.Words.Add(challenge.Json);
        notes.Words.AddRange(login.Reply.Lines);
        if (login.Reply.IsOk)
        {
            if (_session is ImapSession imap) await imap.ReadCapabilitiesAfterAsync(login.Reply, cancellationToken).ConfigureAwait(false);
            return;
        }

        var match = ServerReplyCatalogue.Find(context.Protocol, login.Reply.Lines, challenge, login: true);
        var isTooLong = challenge is null && LoginLength.Explains(message.Length, isHangUp: false);
        if (isTooLong) match = new ServerReplyMatch(Problems.TokenTooLong, null);
        if (isTooLong) notes.Detail += $", {LoginLength.Describe(message.Length)}";
        var failure = Refused(login.Reply, match, challenge);
        if (!retryRefused || match.Problem.Kind != ProblemKind.TokenRefused) throw failure;
        Refusal = match.Problem;
        notes.Exception = failure;
        notes.Warn(match.Problem, "refused");
    }

    private static bool IsHangUp(Exception failure) =>
        failure is IOException or SocketException || (failure is WireException wire && wire.Problem == Problems.ConnectionLost);

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        var work = MailboxWork.Create(context, _session!);
        if (context.LoginOnly && context.Protocol == MailProtocol.Smtp) return;
        if (!await StepAsync(ConnectionStepKind.OpenMailbox, work.OpenAsync, cancellationToken).ConfigureAwait(false)) return;
        if (context.LoginOnly || work.Transfer is not { } kind) return;
        await context.Log.RunAsync(kind, context.Tester.TransferTimeout, work.TransferAsync, cancellationToken).ConfigureAwait(false);
        FetchedMessage = work.FetchedMessage;
    }

    /// <summary>Says goodbye if the connection still works. How the server answers changes nothing.</summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        var failure = context.Log.Steps[context.Log.Steps.Count - 1].Problem;
        if (
            failure is not null && (
                failure.Kind is ProblemKind.Protocol or ProblemKind.Security || failure == Problems.ConnectionLost
                    || failure == Problems.MailServerSilent || failure == Problems.DeliveryUnknown))
        {
            return;
        }
        using var limit = new TimeLimit(context.Tester.TimeProvider, Goodbye, cancellationToken);
        try
        {
            await _session!.LogoutAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private MailServerException Refused(ServerReply reply, Problem otherwise)
    {
        var match = ServerReplyCatalogue.Find(context.Protocol, reply.Lines, null, login: false);
        return Refused(reply, match.Problem == Problems.ServerRefused ? new ServerReplyMatch(otherwise, null) : match, null);
    }

    private MailServerException Refused(ServerReply reply, ServerReplyMatch match, SaslErrorChallenge? challenge) =>
        MailboxWork.Refused(context, reply, match, challenge);
}
