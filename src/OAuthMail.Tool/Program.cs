using System.CommandLine;
using OAuthMail.Tool.Demo;

var root = new RootCommand("OAuth 2.0 for mail: SMTP, IMAP and POP3 with access tokens.") { DemoCommand.Create() };
return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
