using System.Collections.Frozen;

namespace OAuthMail.Testing.Mailboxes;

/// <summary>Represents what a folder knows of a message in addition to its content and flags.</summary>
internal sealed record MessageDetails
{
    /// <summary>Gets the modification sequence in the folder (RFC 7162 section 3.1.2).</summary>
    public long ModSeq { get; init; }

    /// <summary>Gets the identity, which all copies of a message have in common.</summary>
    public ulong Identity { get; init; }

    /// <summary>Gets the labels of Gmail's extension.</summary>
    public FrozenSet<string> Labels { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Gets the sender of the envelope, or <see langword="null"/> if the message was not submitted.</summary>
    public string? Sender { get; init; }

    /// <summary>Gets the recipients of the envelope that led to this mailbox.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];
}
