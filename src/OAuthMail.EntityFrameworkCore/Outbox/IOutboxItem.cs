namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>Something that concerns a message of the outbox.</summary>
internal interface IOutboxItem
{
    /// <summary>Gets the identifier of the message.</summary>
    Guid Id { get; }

    /// <summary>Gets the claim on the message. Each claim has its own identity, so that a late statement finds no other one.</summary>
    Guid Claim { get; }
}
