// Sends a message with nodemailer and reads it with imapflow.
import { ImapFlow } from 'imapflow';
import nodemailer from 'nodemailer';

const settings = JSON.parse(process.argv[2]);
const smtp = nodemailer.createTransport({
  host: settings.smtp.host, port: settings.smtp.port, secure: false, requireTLS: true,
  auth: { type: 'OAuth2', user: settings.user, accessToken: settings.accessToken },
});
await smtp.sendMail({ from: settings.user, to: settings.user, subject: 'From Node', text: 'Hello\n.\nGrüße\n' });

const imap = new ImapFlow({
  host: settings.imap.host, port: settings.imap.port, secure: true, logger: false,
  auth: { user: settings.user, accessToken: settings.accessToken },
});
await imap.connect();
const lock = await imap.getMailboxLock('INBOX');
const message = await imap.fetchOne('*', { envelope: true });
const folders = (await imap.list()).filter(folder => folder.specialUse).map(folder => folder.specialUse);
lock.release();
await imap.logout();
console.log(JSON.stringify({ subject: message.envelope.subject, folders }));
