using Microsoft.Extensions.DependencyInjection;

namespace OAuthMail.MailKit.Handling;

/// <summary>A handler and the mailbox that it handles.</summary>
internal sealed class HandlerRegistration(string account, Type handler, MailHandlerOptions options)
{
    public string Account { get; } = account;

    public MailHandlerOptions Options { get; } = options;

    /// <summary>Gets the name that tells apart the handlers of one mailbox. Their positions are kept under it.</summary>
    public string HandlerName { get; } = handler.FullName ?? handler.Name;

    public MailProtocol ProtocolOf(MailAccount account) =>
        Options.Protocol ?? (account.GetEndpoint(MailProtocol.Imap) is null ? MailProtocol.Pop3 : MailProtocol.Imap);

    public IMailHandler Create(IServiceProvider services) => (IMailHandler)services.GetRequiredService(handler);

    /// <summary>
    /// Returns the key of the position. Its lease decides which process handles the mailbox. The address is part of it: two applications
    /// that share a store can use one name for different mailboxes.
    /// </summary>
    public TokenKey PositionKey(MailProtocol protocol, string address) => TokenKey.Create(
        "mail-handler", Account.ToLowerInvariant(), address.ToLowerInvariant(), protocol.ToString(), Options.Folder, HandlerName);
}
