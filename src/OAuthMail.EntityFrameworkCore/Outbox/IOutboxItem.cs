namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>Something that concerns a message of the outbox.</summary>
internal interface IOutboxItem
{
    /// <summary>Gets the identifier of the message.</summary>
    Guid Id { get; }
}
