using System.Collections.Concurrent;
using OAuthMail.Testing.Authorization.Grants;

namespace OAuthMail.Testing.Tests.Mail;

/// <summary>Accepts a fixed list of tokens, each of which is valid for one mailbox or expired.</summary>
internal sealed class FixedTokens : IAccessTokenChecker
{
    private readonly ConcurrentDictionary<string, (string User, TokenVerdict Verdict)> _tokens = new();

    /// <summary>Gets the remaining lifetimes of tokens, for tests that specify them.</summary>
    public ConcurrentDictionary<string, TimeSpan> Life { get; } = new();

    public FixedTokens Add(string token, string user, TokenVerdict verdict = TokenVerdict.Accepted)
    {
        _tokens[token] = (user, verdict);
        return this;
    }

    public TokenVerdict Check(string token, string user, MailProtocol protocol)
    {
        if (!_tokens.TryGetValue(token, out var known)) return TokenVerdict.Malformed;
        if (known.Verdict != TokenVerdict.Accepted) return known.Verdict;
        return known.User.Equals(user, StringComparison.OrdinalIgnoreCase) ? TokenVerdict.Accepted : TokenVerdict.WrongUser;
    }

    public TokenVerdict CheckGraph(string token, string? mailbox, IReadOnlyList<string> permissions, out string? own)
    {
        own = _tokens.TryGetValue(token, out var known) ? known.User : null;
        return own is null ? TokenVerdict.Malformed : Check(token, mailbox ?? own, MailProtocol.Smtp);
    }

    public TimeSpan? GetRemainingLifetime(string token) => Life.TryGetValue(token, out var life) ? life : null;
}
