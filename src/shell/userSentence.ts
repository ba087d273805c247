/** Thrown with a sentence that users are shown as it is. */
export class UserSentence extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'UserSentence';
  }
}
