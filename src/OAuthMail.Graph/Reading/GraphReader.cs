using OAuthMail.Graph.Http;
using OAuthMail.MailKit;
using OAuthMail.MailKit.Watching;

namespace OAuthMail.Graph.Reading;

/// <summary>Receives messages through Microsoft Graph.</summary>
internal sealed class GraphReader(GraphClient client, GraphMailOptions options) : IMailboxTransport
{
    public async Task<MailboxPosition> GetEndAsync(WatchContext context, CancellationToken cancellationToken)
    {
        var end = new FolderEnd(new GraphMailbox(client, context, options), context);
        var (state, newest) = await end.FindPatientlyAsync(cancellationToken).ConfigureAwait(false);
        return GraphWatch.PositionOf(state, newest);
    }

    public MailboxPosition GetPositionOf(string itemId) =>
        MailboxPosition.OfTransport(0, null, null, new GraphState { Single = itemId }.Write());

    public IMailboxWatch Begin(WatchContext context) => new GraphWatch(new GraphMailbox(client, context, options), context);
}
